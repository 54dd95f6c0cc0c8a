"""A suspicion with its reasons."""

import hashlib
from typing import Literal

from rootout.model.entity import Entity
from rootout.model.value import value

Severity = Literal["informational", "low", "medium", "high", "critical"]
Confidence = Literal["low", "medium", "high"]

SEVERITIES: tuple[Severity, ...] = ("informational", "low", "medium", "high", "critical")
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")


def rank(severity: Severity) -> int:
    """Return how bad `severity` is: 0 for informational to 4 for critical."""
    return SEVERITIES.index(severity)


@value
class Finding:
    """One suspicion: what was seen, how bad, how sure, why, and what to do."""

    rule: str
    title: str
    severity: Severity
    confidence: Confidence
    techniques: tuple[str, ...]
    records: tuple[str, ...]
    entities: tuple[Entity, ...]
    why: str
    advice: str

    @property
    def id(self) -> str:
        """Hash the rule and what it is about: the same suspicion twice is one finding."""
        parts = (self.rule, *(f"{entity.kind}\0{entity.key}" for entity in self.entities))
        text = "\0\0".join(parts).encode(errors="surrogateescape")
        return hashlib.sha256(text).hexdigest()[:16]
