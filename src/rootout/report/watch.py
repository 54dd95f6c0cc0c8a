"""What a watch tells, as text and as JSON lines; every foreign byte is made harmless."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from rootout.collect.artifacts.processes import Process
from rootout.detect.words import shorten
from rootout.model.record import Gap
from rootout.report.safe import safe
from rootout.watch.container import container_of
from rootout.watch.sighting import Sighting

WIDTH = 400  # characters of one line
_WORDS = ("started by", "below", "below", "below")


def sighting_text(sighting: Sighting) -> str:
    """Return a finding with its process and who started that."""
    return "\n".join(_cut(line) for line in _lines(sighting))


def gap_text(gap: Gap, moment: float) -> str:
    """Return one line about what could not be seen."""
    return _cut(f"{_clock(moment)} [not seen] {gap.path}: {gap.detail or gap.reason}")


def sighting_json(sighting: Sighting) -> str:
    """Return one line of JSON about a finding."""
    finding = sighting.finding
    return json.dumps(
        {
            "kind": "finding",
            "time": round(sighting.time, 3),
            "rule": finding.rule,
            "title": finding.title,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "techniques": list(finding.techniques),
            "why": finding.why,
            "advice": finding.advice,
            "repeated": sighting.repeated,
            "process": _process(sighting.process),
            "ancestors": [_process(one) for one in sighting.ancestors],
        }
    )


def gap_json(gap: Gap, moment: float) -> str:
    """Return one line of JSON about what could not be seen."""
    told = {"kind": "gap", "time": round(moment, 3), "path": gap.path}
    return json.dumps(told | {"reason": gap.reason, "detail": gap.detail})


def _lines(sighting: Sighting) -> Iterator[str]:
    finding, process = sighting.finding, sighting.process
    again = f" ({sighting.repeated} more like it since)" if sighting.repeated else ""
    yield f"{_clock(sighting.time)} [{finding.severity}] {finding.title}{again}"
    yield f"    {finding.why}"
    yield f"    pid {process.pid}, {process.user}: {process.command_line}"
    yield f"    program {process.executable}, of {process.package or 'no package'}"
    where = container_of(process.cgroup) or process.unit or process.cgroup
    if where:
        yield f"    in {where}"
    chain = (f"{one.pid} {shorten(one.command_line or one.name)}" for one in sighting.ancestors)
    for word, one in zip(_WORDS, chain, strict=False):
        yield f"    {word} {one}"


def _process(process: Process) -> dict[str, object]:
    return {
        "pid": process.pid,
        "start_ticks": process.start_ticks,
        "user": process.user,
        "uid": process.uid,
        "executable": process.executable,
        "command_line": process.command_line,
        "arguments": list(process.arguments),
        "working_directory": process.working_directory,
        "package": process.package,
        "cgroup": process.cgroup,
        "unit": process.unit,
        "container": container_of(process.cgroup),
    }


def _clock(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _cut(text: str) -> str:
    shown = safe(text)
    return shown if len(shown) <= WIDTH else f"{shown[: WIDTH - 3]}..."
