"""The evidence record: one observed fact, and where it was observed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Literal

from rootout.model.entity import Entity, Tie
from rootout.model.value import value

Reason = Literal["denied", "missing", "too_large", "malformed", "timeout", "crashed", "unsupported"]


@value
class Origin:
    """Where a fact was read: which file, which line, and the hash of the bytes."""

    path: str
    line: int | None = None
    sha256: str | None = None


@value
class Record:
    """One observed fact. Each artifact adds its own fields and nothing else."""

    origin: Origin
    seen: float = 0.0

    @property
    def artifact(self) -> str:
        """Name the artifact that this record belongs to: its module's name."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def id(self) -> str:
        """Hash the content without the time of observation: 16 hexadecimal digits."""
        content = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        del content["seen"]
        text = json.dumps([self.artifact, content], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def entities(self) -> tuple[Entity, ...]:
        """Return what this record is about, its subject first."""
        return ()

    def ties(self) -> Iterator[Tie]:
        """Yield what this record alone proves about two entities."""
        return iter(())


@value
class Gap:
    """What could not be seen, and why: not seen is not clean."""

    artifact: str
    path: str
    reason: Reason
    detail: str = ""


def _plain(item: object) -> object:
    if is_dataclass(item):
        return {field.name: _plain(getattr(item, field.name)) for field in fields(item)}
    if isinstance(item, tuple | list):
        return [_plain(part) for part in item]
    return item
