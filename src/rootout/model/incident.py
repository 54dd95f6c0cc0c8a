"""One intrusion: everything that belongs together, and its story."""

from rootout.model.entity import Entity, Verb
from rootout.model.finding import Severity
from rootout.model.value import value


@value
class Link:
    """One edge of an incident's graph. There is no edge without records."""

    source: Entity
    verb: Verb
    target: Entity
    records: tuple[str, ...]


@value
class Chapter:
    """One part of the story: a heading and plain sentences."""

    title: str
    sentences: tuple[str, ...]


@value
class Incident:
    """Entities joined by links, the findings that accuse them, and what is told of them."""

    id: str
    title: str
    severity: Severity
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    findings: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    first_cause: str | None
    unknown: tuple[str, ...]
