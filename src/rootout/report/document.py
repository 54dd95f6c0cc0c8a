"""The one JSON document of a scan: the contract of docs/scan.schema.json."""

import json

from rootout.collect.artifacts.processes import Process
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Incident
from rootout.model.plan import Plan
from rootout.model.told import Told
from rootout.model.verdict import Verdict
from rootout.respond.saved_plan import FORMAT

Json = dict[str, object]


def scan_document(case: str, told: Told) -> Json:
    """Return what `rootout scan --json` prints."""
    namer = _Namer(told.evidence)
    return {
        "case": case,
        "host": told.scan.host,
        "started": told.scan.started,
        "seconds": round(told.scan.seconds, 3),
        "findings": [_finding(one, namer) for one in told.findings],
        "incidents": [_incident(one, namer) for one in told.incidents],
        "gaps": [
            {"artifact": one.artifact, "path": one.path, "reason": one.reason, "detail": one.detail}
            for one in told.evidence.gaps
        ],
    }


def plan_document(plan: Plan) -> Json:
    """Return what `rootout plan --json` prints: it can be saved, edited and applied.

    Its shape is that of plan.schema.json.
    """
    return {
        "format": FORMAT,
        "case": plan.case,
        "seal": plan.seal,
        "incidents": list(plan.incidents),
        "steps": [
            {
                "number": one.number,
                "phase": one.phase,
                "action": one.action,
                "arguments": one.arguments,
                "summary": one.summary,
                "because": one.because,
                "risk": one.risk,
                "reversible": one.reversible,
            }
            for one in plan.steps
        ],
        "refused": [{"summary": one.summary, "because": one.because} for one in plan.refused],
    }


def verdict_document(case: str, verdicts: tuple[Verdict, ...]) -> Json:
    """Return what `rootout verify --json` prints."""
    listed = [
        {"kind": one.entity.kind, "key": one.entity.key, "verdict": one.state, "why": one.why}
        for one in verdicts
    ]
    return {"case": case, "verdicts": listed}


def dump(document: Json) -> str:
    """Write a document as ASCII JSON: no byte of a hostile name reaches a terminal raw."""
    return json.dumps(document, indent=1)


class _Namer:
    """Writes entities; a process with what it runs beside its key."""

    def __init__(self, evidence: Evidence) -> None:
        self._processes = {one.key: one for one in evidence.of(Process)}

    def name(self, entity: Entity) -> Json:
        named: Json = {"kind": entity.kind, "key": entity.key}
        process = self._processes.get(entity.key) if entity.kind == "process" else None
        if process:
            named["executable"] = process.executable
            named["command_line"] = process.command_line
        return named


def _finding(finding: Finding, namer: _Namer) -> Json:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "techniques": list(finding.techniques),
        "entities": [namer.name(one) for one in finding.entities],
        "why": finding.why,
        "advice": finding.advice,
        "records": list(finding.records),
    }


def _incident(incident: Incident, namer: _Namer) -> Json:
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "entities": [namer.name(one) for one in incident.entities],
        "links": [
            {"source": namer.name(one.source), "verb": one.verb, "target": namer.name(one.target)}
            for one in incident.links
        ],
        "chapters": [
            {"title": one.title, "sentences": list(one.sentences)} for one in incident.chapters
        ],
        "first_cause": incident.first_cause,
        "unknown": list(incident.unknown),
        "findings": list(incident.findings),
    }
