"""What access logs told, for people and for programs."""

from collections.abc import Callable
from typing import Any

from rootout.correlate.chapters import moment
from rootout.report.document import scan_document
from rootout.report.safe import safe
from rootout.weblog.analysis import Attacker
from rootout.weblog.outcome import Weblog
from rootout.weblog.tally import Tally

MOST_ATTACKERS = 20
MOST_FILES = 15
MOST_BLOCKS = 12
MOST_SAMPLES = 5
MOST_MOMENTS = 15
WIDTH = 300
Where = Callable[[str], str]


def weblog_document(weblog: Weblog, where: Where | None = None) -> dict[str, Any]:
    """Return the document of `rootout weblog --json`; times are seconds since 1970."""
    analysis = weblog.analysis
    places = {one.url_path: one for one in weblog.places}
    return {
        "lines": analysis.tally.lines,
        "unreadable": analysis.tally.unreadable.total(),
        "first": analysis.first,
        "last": analysis.last,
        "findings": scan_document("", weblog.told)["findings"],
        "attackers": [
            {
                "address": one.address,
                "severity": one.severity,
                "techniques": list(one.techniques),
                "requests": one.requests,
                "first": one.first,
                "last": one.last,
                "succeeded": one.succeeded,
                "why": one.why,
                **({"where": where(one.address)} if where else {}),
            }
            for one in analysis.attackers
        ],
        "files": [
            {
                "url_path": one.url_path,
                "path": places[one.url_path].path if one.url_path in places else None,
                "severity": one.severity,
                "why": f"{one.why}; {places[one.url_path].why}"
                if one.url_path in places
                else one.why,
            }
            for one in analysis.files
        ],
        "block": list(analysis.block),
    }


def weblog_text(weblog: Weblog, where: Where | None = None) -> str:
    """Return one screen: who attacked, the worst first, what was asked for oddly, whom to block."""
    analysis = weblog.analysis
    lines = _head(weblog)
    if analysis.attackers:
        lines += ["", f"ATTACKERS ({len(analysis.attackers)})"]
        groups = _alike(analysis.attackers)
        for group in groups[:MOST_ATTACKERS]:
            lines += _attacker(group, where)
        lines += _more(len(groups) - MOST_ATTACKERS)
    if analysis.files:
        lines += ["", f"WHAT THEY ASKED FOR ({len(analysis.files)})"]
        for file in analysis.files[:MOST_FILES]:
            place = weblog.place_of(file.url_path)
            name = f" = {safe(place.path)}" if place else ""
            lines.append(f"  [{file.severity}] {safe(file.url_path)}{name}")
            lines.append(f"      {safe(file.why)[:WIDTH]}")
            lines += [f"      {safe(place.why)[:WIDTH]}"] if place else []
        lines += _more(len(analysis.files) - MOST_FILES)
    lines += _timeline(weblog)
    others = [one for one in weblog.told.findings if not one.entities]
    if others:
        lines += [
            "",
            "ALSO",
            *(f"  [{one.severity}] {one.title}: {safe(one.why)[:WIDTH]}" for one in others),
        ]
    if analysis.block:
        more = (
            f" and {len(analysis.block) - MOST_BLOCKS} more"
            if len(analysis.block) > MOST_BLOCKS
            else ""
        )
        lines += [
            "",
            f"TO BLOCK ({len(analysis.block)}): {', '.join(analysis.block[:MOST_BLOCKS])}{more}",
        ]
    return "\n".join(lines)


def _head(weblog: Weblog) -> list[str]:
    analysis, tally = weblog.analysis, weblog.analysis.tally
    if not tally.lines and not tally.damaged:
        return ["The logs are empty: that alone is odd for a web server that is in use."]
    told = f"{tally.lines} lines from {moment(analysis.first)} to {moment(analysis.last)}"
    if not analysis.attackers:
        told += ": nobody attacked, as far as they show"
    return [f"{told}.", *_unreadable(tally)]


def _unreadable(tally: Tally) -> list[str]:
    lines = []
    if tally.unreadable:
        kinds = ", ".join(f"{count} {why}" for why, count in tally.unreadable.most_common())
        lines.append(f"{tally.unreadable.total()} lines could not be read ({kinds}):")
        lines += [
            f"    {safe(one.source)}:{one.line}: {safe(one.text)[:100]}"
            for one in tally.samples[:MOST_SAMPLES]
        ]
    lines += [f"{safe(path)} is damaged: {safe(why)}" for path, why in tally.damaged.items()]
    return lines


def _alike(attackers: tuple[Attacker, ...]) -> list[list[Attacker]]:
    """Put those together of whom the same is told: the addresses of one swarm."""
    groups: dict[tuple[str, str], list[Attacker]] = {}
    for one in attackers:
        groups.setdefault((one.severity, one.why), []).append(one)
    return list(groups.values())


def _attacker(group: list[Attacker], where: Where | None) -> list[str]:
    first = group[0]
    worked = ", IT WORKED" if first.succeeded else ""
    others = f" and {len(group) - 1} more" if len(group) > 1 else ""
    place = f" ({safe(where(first.address))})" if where else ""
    who = f"{safe(first.address)}{place}{others}{worked}"
    requests = sum(one.requests for one in group)
    since, until = min(one.first for one in group), max(one.last for one in group)
    return [
        f"  [{first.severity}] {who}: {requests} requests, {moment(since)} to {moment(until)}",
        f"      {safe(first.why)[:WIDTH]}",
    ]


def _timeline(weblog: Weblog) -> list[str]:
    """Tell in the order of time what worked: each kind of thing of each address once."""
    seen = {
        (one.first, one.address, one.rule.title) for one in weblog.analysis.signs if one.succeeded
    }
    if not seen:
        return []
    told = sorted(seen)
    lines = [f"  {moment(time)} {safe(who)}: {title}" for time, who, title in told[:MOST_MOMENTS]]
    return ["", "WHEN IT WORKED", *lines, *_more(len(told) - MOST_MOMENTS)]


def _more(count: int) -> list[str]:
    return [f"  ... and {count} more; see --json"] if count > 0 else []
