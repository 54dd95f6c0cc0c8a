"""The story for a terminal: the verdict first, one screen, every foreign byte made harmless."""

from collections import Counter
from collections.abc import Iterator

from rootout.model.finding import SEVERITIES, Finding, rank
from rootout.model.incident import Incident
from rootout.model.plan import Plan, Step
from rootout.model.told import Told
from rootout.model.verdict import Verdict
from rootout.report.safe import safe

MOST_SENTENCES = 12  # of one chapter; the case holds the rest
MOST_FINDINGS = 8
MOST_GAPS = 5
WIDTH = 200  # characters of one sentence
CHANGING = ("contain", "eradicate")


def story_text(case: str, told: Told) -> str:
    """Return the whole story of a scan."""
    return "\n".join((*_head(told), *_incidents(told), *_others(told), *_gaps(told), *_foot(case)))


def findings_text(findings: tuple[Finding, ...]) -> str:
    """Return every finding with its reason and advice."""
    return "\n".join(line for one in findings for line in _finding(one, whole=True))


def plan_text(plan: Plan) -> str:
    """Return every step with its reason, and what was refused."""
    if not plan.steps and not plan.refused:
        why = "no step is chosen" if plan.incidents else "the case has no incident"
        return f"There is nothing to do: {why}."
    lines = [f"Plan for case {plan.case}: {len(plan.steps)} steps."]
    phase = ""
    for step in plan.steps:
        if step.phase != phase:
            phase = step.phase
            lines.append(f"\n{phase.upper()}")
        lines.extend(_step(step))
    if plan.refused:
        lines.append("\nNOT DONE, and left for you to decide:")
        lines.extend(f"  - {_cut(one.summary)}: {_cut(one.because)}" for one in plan.refused)
    return "\n".join(lines)


def verdicts_text(verdicts: tuple[Verdict, ...]) -> str:
    """Return a line for each entity: is it gone?"""
    return "\n".join(
        f"{one.state:8} {one.entity.kind:8} {_cut(one.entity.key)}  ({_cut(one.why)})"
        for one in verdicts
    )


def _head(told: Told) -> Iterator[str]:
    number = len(told.incidents)
    if number:
        verdict = f"{number} incident{'s' if number > 1 else ''}: this server is compromised."
    elif any(rank(one.severity) >= rank("medium") for one in told.findings):
        verdict = "No incident, but there are things to look at."
    else:
        verdict = "Nothing suspicious was seen."
    where = safe(told.scan.host)
    yield f"{where}: {verdict}"
    counts = Counter(one.severity for one in told.findings)
    listed = ", ".join(f"{counts[one]} {one}" for one in reversed(SEVERITIES) if counts[one])
    yield f"Findings: {listed or 'none'}. Looked for {told.scan.seconds:.1f} s."
    if told.evidence.gaps:
        yield f"{len(told.evidence.gaps)} things could not be seen: not seen is not clean."


def _incidents(told: Told) -> Iterator[str]:
    for number, incident in enumerate(told.incidents, start=1):
        yield ""
        yield f"INCIDENT {number} [{incident.severity}] {_cut(incident.title)}"
        yield from _chapters(incident)


def _chapters(incident: Incident) -> Iterator[str]:
    for chapter in incident.chapters:
        yield f"  {chapter.title}"
        yield from (f"    - {_cut(one)}" for one in chapter.sentences[:MOST_SENTENCES])
        left = len(chapter.sentences) - MOST_SENTENCES
        if left > 0:
            yield f"    ... and {left} more; see `rootout show --json`"
    if incident.unknown:
        yield "  Not known"
        yield from (f"    - {_cut(one)}" for one in incident.unknown)


def _others(told: Told) -> Iterator[str]:
    inside = {one for incident in told.incidents for one in incident.findings}
    others = [one for one in told.findings if one.id not in inside]
    others = [one for one in others if rank(one.severity) >= rank("low")]
    if others:
        yield ""
        yield "Also seen, in no incident:"
    for finding in others[:MOST_FINDINGS]:
        yield from _finding(finding, whole=False)
    if len(others) > MOST_FINDINGS:
        yield f"  ... and {len(others) - MOST_FINDINGS} more; see `rootout show --findings`"


def _finding(finding: Finding, *, whole: bool) -> Iterator[str]:
    yield f"  [{finding.severity}] {_cut(finding.title)}: {_cut(finding.why)}"
    if whole:
        techniques = " ".join(finding.techniques)
        yield f"      {_cut(finding.advice)} ({finding.confidence} confidence; {techniques})"


def _gaps(told: Told) -> Iterator[str]:
    if told.evidence.gaps:
        yield ""
        yield "Could not be seen:"
    for gap in told.evidence.gaps[:MOST_GAPS]:
        yield f"  {gap.artifact}: {_cut(gap.path)} {gap.reason} {_cut(gap.detail)}".rstrip()
    if len(told.evidence.gaps) > MOST_GAPS:
        yield f"  ... and {len(told.evidence.gaps) - MOST_GAPS} more; see `rootout show --json`"


def _foot(case: str) -> Iterator[str]:
    yield ""
    yield f"Case {safe(case)}. Next: `rootout plan` shows what would be done about it."


def _step(step: Step) -> Iterator[str]:
    undo = "can be undone" if step.reversible else "cannot be undone"
    way_back = undo if step.phase in CHANGING else "changes nothing"
    yield f"{step.number:3}. {_cut(step.summary)}"
    yield f"     because {_cut(step.because)} (risk {step.risk}, {way_back})"


def _cut(text: str) -> str:
    shown = safe(text)
    return shown if len(shown) <= WIDTH else f"{shown[: WIDTH - 3]}..."
