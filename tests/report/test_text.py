from tests.records import finding

from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Chapter, Incident
from rootout.model.plan import Plan, Refusal, Step
from rootout.model.record import Gap
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.model.verdict import Verdict
from rootout.report.text import findings_text, plan_text, story_text, verdicts_text

HOSTILE = "\x1b[31m\n\u202e"
SCAN = Scan(host=f"web{HOSTILE}", root="/", started=0.0, seconds=1.5, is_live=True)


def told(
    *findings: Finding, incidents: tuple[Incident, ...] = (), gaps: tuple[Gap, ...] = ()
) -> Told:
    return Told(scan=SCAN, evidence=Evidence((), gaps), findings=findings, incidents=incidents)


def incident(**changes: object) -> Incident:
    fields: dict[str, object] = {
        "id": "i",
        "title": f"Deleted program{HOSTILE}",
        "severity": "critical",
        "entities": (),
        "links": (),
        "findings": (),
        "chapters": (Chapter(title="What runs", sentences=(f"pid 1 runs {HOSTILE}.",)),),
        "first_cause": None,
        "unknown": (),
    }
    return Incident(**{**fields, **changes})  # type: ignore[arg-type]


def harmless(text: str) -> bool:
    return "\x1b" not in text and "\u202e" not in text


def test_a_clean_server_is_said_to_show_nothing() -> None:
    text = story_text("/case", told())
    assert "Nothing suspicious was seen." in text
    assert "Findings: none." in text


def test_a_medium_finding_alone_is_something_to_look_at() -> None:
    text = story_text("/case", told(finding(severity="medium")))
    assert "No incident, but there are things to look at." in text
    assert "[medium] A rule: It was seen." in text


def test_an_incident_is_told_first_and_harmlessly() -> None:
    text = story_text("/case", told(incidents=(incident(unknown=("Who.",)),)))
    assert "1 incident: this server is compromised." in text
    assert "INCIDENT 1 [critical] Deleted program\\x1b[31m" in text
    assert "Not known\n    - Who." in text
    assert harmless(text)


def test_two_incidents_are_counted() -> None:
    assert "2 incidents" in story_text("/case", told(incidents=(incident(), incident())))


def test_a_long_chapter_is_cut_and_says_so() -> None:
    long = incident(chapters=(Chapter(title="What runs", sentences=("x" * 500,) * 15),))
    text = story_text("/case", told(incidents=(long,)))
    assert "... and 3 more" in text
    assert max(len(line) for line in text.split("\n")) < 210


def test_findings_of_incidents_and_whispers_are_not_repeated() -> None:
    loud, quiet = finding(Entity("file", "/a")), finding(severity="informational")
    text = story_text("/case", told(loud, quiet, incidents=(incident(findings=(loud.id,)),)))
    assert "Also seen" not in text


def test_many_findings_and_gaps_are_cut_and_say_so() -> None:
    many = [finding(Entity("file", f"/{n}"), severity="low") for n in range(10)]
    gaps = tuple(Gap(artifact="a", path=f"/{n}{HOSTILE}", reason="denied") for n in range(7))
    text = story_text("/case", told(*many, gaps=gaps))
    assert "... and 2 more; see `rootout show --findings`" in text
    assert "7 things could not be seen: not seen is not clean." in text
    assert "... and 2 more; see `rootout show --json`" in text
    assert harmless(text)


def test_every_finding_has_its_advice_in_the_long_list() -> None:
    assert "Look. (high confidence; T1036)" in findings_text((finding(),))


def step(number: int, phase: str, *, reversible: bool = True) -> Step:
    return Step(
        number=number,
        phase=phase,  # type: ignore[arg-type]
        action="a",
        arguments={},
        summary=f"do it{HOSTILE}",
        because="why",
        risk="low",
        reversible=reversible,
    )


def test_a_plan_names_phases_reasons_and_what_cannot_be_undone() -> None:
    plan = Plan(
        case="c",
        incidents=("i",),
        steps=(
            step(1, "contain"),
            step(2, "eradicate", reversible=False),
            step(3, "eradicate"),
        ),
        refused=(Refusal(summary="stop pid 1", because="it is the system"),),
    )
    text = plan_text(plan)
    assert text.count("CONTAIN") == 1
    assert text.count("ERADICATE") == 1
    assert "because why (risk low, cannot be undone)" in text
    assert "stop pid 1: it is the system" in text
    assert harmless(text)


def test_an_empty_plan_says_that_there_is_nothing_to_do() -> None:
    assert "nothing to do" in plan_text(Plan(case="c", incidents=(), steps=()))


def test_a_plan_without_refusals_has_no_such_part() -> None:
    assert "NOT DONE" not in plan_text(Plan(case="c", incidents=(), steps=(step(1, "contain"),)))


def test_verdicts_are_one_line_each() -> None:
    one = Verdict(entity=Entity("file", f"/x{HOSTILE}"), state="gone", why="nothing is there")
    text = verdicts_text((one, one))
    assert text.count("\n") == 1
    assert text.startswith("gone     file")
    assert harmless(text)
