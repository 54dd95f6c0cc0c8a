"""Attacks that the access logs tell of.

Those that failed are the weather of every web server: they are told once of each kind, and accuse
nobody. One that worked begins an incident with the address and the page.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.web_attacks import WebAttack
from rootout.detect.check import check
from rootout.detect.words import moment
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

LONGEST = 400  # characters


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Attacks on the web server that its access logs tell of, and whether they worked."""
    for attack in evidence.of(WebAttack):
        who = f"{attack.address} " if attack.address else ""
        when = f"From {moment(attack.first)} to {moment(attack.last)}"
        yield Finding(
            rule=attack.rule,
            title=attack.title,
            severity=attack.severity,
            confidence=attack.confidence,
            techniques=attack.techniques,
            records=(attack.id,),
            entities=attack.entities(),
            why=f"{when} {(who + attack.why)[:LONGEST]}.",
            advice=attack.advice,
        )
