"""What one scan amounts to: the evidence, and the story made of it."""

from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Incident
from rootout.model.scan import Scan
from rootout.model.value import value


@value
class Told:
    """One scan, judged and told."""

    scan: Scan
    evidence: Evidence
    findings: tuple[Finding, ...]
    incidents: tuple[Incident, ...]
