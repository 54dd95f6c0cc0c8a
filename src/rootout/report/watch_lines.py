"""What a watch tells, as JSON: one ASCII object a line, so that no foreign byte can act."""

import json

from rootout.collect.artifacts.processes import Process
from rootout.model.record import Gap
from rootout.watch.container import container_of
from rootout.watch.sighting import Reaction, Sighting


def sighting(seen: Sighting) -> str:
    """Return a finding with its process and who started that."""
    finding = seen.finding
    return json.dumps(
        {
            "kind": "finding",
            "time": round(seen.time, 3),
            "rule": finding.rule,
            "title": finding.title,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "techniques": list(finding.techniques),
            "why": finding.why,
            "advice": finding.advice,
            "repeated": seen.repeated,
            "process": _process(seen.process) if seen.process else None,
            "file": {"path": seen.file.path, "change": seen.file.change} if seen.file else None,
            "ancestors": [_process(one) for one in seen.ancestors],
        }
    )


def reaction(done: Reaction) -> str:
    """Return what was done about a process."""
    return json.dumps(
        {
            "kind": "freeze",
            "time": round(done.time, 3),
            "state": done.state,
            "note": done.note,
            "milliseconds": round(done.milliseconds, 3),
            "case": done.case,
            "process": _process(done.process),
        }
    )


def gap(missed: Gap, moment: float) -> str:
    """Return what could not be seen."""
    told = {"kind": "gap", "time": round(moment, 3), "path": missed.path}
    return json.dumps(told | {"reason": missed.reason, "detail": missed.detail})


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
