"""All that one look at a host has shown, ready to be asked."""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from rootout.model.record import Gap, Record

R = TypeVar("R", bound=Record)


class Evidence:
    """The records and gaps of one collection. Pure: it never reads a host."""

    def __init__(self, records: Iterable[Record], gaps: Iterable[Gap] = ()) -> None:
        self.records = tuple(records)
        self.gaps = tuple(gaps)

    @cached_property
    def _by_type(self) -> dict[type[Record], tuple[Record, ...]]:
        groups: dict[type[Record], list[Record]] = {}
        for record in self.records:
            for kind in type(record).__mro__:
                groups.setdefault(kind, []).append(record)
        return {kind: tuple(group) for kind, group in groups.items()}

    @cached_property
    def by_id(self) -> dict[str, Record]:
        """Return each record under its content hash."""
        return {record.id: record for record in self.records}

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Return every record of the type `kind` or of a subtype, in the order collected."""
        return self._by_type.get(kind, ())  # type: ignore[return-value]  # grouped by type
