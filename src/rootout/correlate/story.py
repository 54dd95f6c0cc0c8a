"""Findings and records -> incidents, each with its title and story."""

import hashlib

from rootout.collect.auth_messages import AuthEvent
from rootout.correlate.chapters import chapters_of, keys, moment, web_attacks
from rootout.correlate.graph import Cluster, clusters_of
from rootout.correlate.links import links_of
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, rank
from rootout.model.incident import Incident


def incidents_of(evidence: Evidence, findings: tuple[Finding, ...]) -> tuple[Incident, ...]:
    """Return the incidents, the worst and largest first."""
    links = links_of(evidence, findings)
    clusters = clusters_of(evidence, findings, links)
    told = (_incident(cluster, evidence) for cluster in clusters)
    return tuple(sorted(told, key=lambda one: (-rank(one.severity), -len(one.entities), one.id)))


def _incident(cluster: Cluster, evidence: Evidence) -> Incident:
    worst = max(cluster.findings, key=lambda one: rank(one.severity))
    identity = "\n".join(sorted(one.id for one in cluster.findings))
    return Incident(
        id=hashlib.sha256(identity.encode()).hexdigest()[:12],
        title=_title(cluster, worst),
        severity=worst.severity,
        entities=cluster.entities,
        links=cluster.links,
        findings=tuple(one.id for one in cluster.findings),
        chapters=chapters_of(cluster, evidence),
        first_cause=_first_cause(cluster, evidence),
        unknown=_unknown(cluster, evidence),
    )


def _title(cluster: Cluster, worst: Finding) -> str:
    counts = {
        "process": len(keys(cluster, "process")),
        "launcher": sum(len(keys(cluster, kind)) for kind in ("job", "setting", "unit", "key")),
        "file": len(keys(cluster, "file")),
    }
    parts = (f"{n} {name}{_plural(name, n)}" for name, n in counts.items() if n)
    size = ", ".join(parts)
    return f"{worst.title} ({size})" if size else worst.title


def _plural(name: str, number: int) -> str:
    if number == 1:
        return ""
    return "es" if name.endswith("s") else "s"


def _first_cause(cluster: Cluster, evidence: Evidence) -> str | None:
    sessions = set(keys(cluster, "session"))
    events = [one for one in evidence.of(AuthEvent) if one.session in sessions]
    if not events:
        return _first_request(cluster, evidence)
    first = min(events, key=lambda one: one.time)
    way = f" with {first.method}" if first.method else ""
    return f"login as {first.user} from {first.address}{way} at {moment(first.time)}"


def _first_request(cluster: Cluster, evidence: Evidence) -> str | None:
    attacks = web_attacks(cluster, evidence)
    if not attacks:
        return None
    what = f" for {attacks[0].url_path}" if attacks[0].url_path else ""
    return f"request{what} from {attacks[0].address} at {moment(attacks[0].first)}"


def _unknown(cluster: Cluster, evidence: Evidence) -> tuple[str, ...]:
    unknown = []
    if not keys(cluster, "session") and not web_attacks(cluster, evidence):
        unknown.append("How they came in.")
    if not keys(cluster, "process"):
        unknown.append("Whether any of it runs now: no process belongs to this incident.")
    if evidence.gaps:
        unknown.append(f"{len(evidence.gaps)} things could not be seen; the scan lists them.")
    return tuple(unknown)
