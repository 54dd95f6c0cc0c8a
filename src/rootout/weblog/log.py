"""The table of requests, and the smaller tables that are made from it when a detection asks."""

from functools import cached_property
from typing import Any

from rootout.weblog.loading import Engine
from rootout.weblog.table import statement

Named = list[dict[str, Any]]


class Log:
    """One log that was loaded, asked in SQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: set[str] = set()

    def ask(self, name: str, **words: int | str) -> Named:
        """Return what sql/NAME.sql answers; {word} in it is filled in."""
        return self._engine.named(statement(name).format(**words))

    def make(self, *names: str, **words: str) -> None:
        """Make the tables of sql/NAME.sql that are not there yet; {word} is filled in."""
        for name in names:
            if name not in self._made:
                self._engine.run(f"drop table if exists {name}")
                self._engine.run(statement(name).format(**words) if words else statement(name))
                self._made.add(name)

    def put(self, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
        """Make a small table anew, and fill it."""
        self._engine.run(f"drop table if exists {table}")
        self._engine.run(f"create table {table} ({columns})")
        self._engine.insert(table, rows)

    @cached_property
    def span(self) -> tuple[int, int, int]:
        """The first and the last time, and the number of requests; zeros of an empty log."""
        (row,) = self.ask("span")
        return (row["first"] or 0, row["last"] or 0, row["requests"])

    @property
    def is_empty(self) -> bool:
        """Say that no line told a request."""
        return self.span[2] == 0
