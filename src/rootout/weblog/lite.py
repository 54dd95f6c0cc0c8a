"""The way where there is no DuckDB wheel: the reference parser, and SQLite for the questions."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from rootout.weblog.table import Row, create

BATCH = 4096


class Lite:
    """A database in a private folder, which the caller removes."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "requests.sqlite", isolation_level=None)
        for setting in ("journal_mode = off", "synchronous = off", "cache_size = -100000"):
            self._base.execute(f"pragma {setting}")
        self._base.create_function("regexp_matches", 2, _matches, deterministic=True)
        self._base.create_aggregate("approx_count_distinct", 1, _Distinct)
        self._base.execute(create())

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows of the reference parser into the table."""
        self._base.execute("begin")
        self.insert("requests", rows)
        self._base.execute("commit")

    def finish(self) -> None:
        """Do nothing: the reference parser leaves nothing over."""

    def run(self, sql: str) -> None:
        """Carry out one statement."""
        self._base.execute(sql)

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into a small table."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            sql = f"insert into {table} values ({marks})"  # noqa: S608 - names of our own tables
            self._base.executemany(sql, rows)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a query answers."""
        return iter(self._base.execute(sql))

    def named(self, sql: str) -> list[dict[str, Any]]:
        """Return what a query answers, each row by the names of its columns."""
        found = self._base.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(text: str | None, pattern: str) -> bool | None:
    return None if text is None else bool(_compiled(pattern).search(text))


class _Distinct:
    """What DuckDB calls approx_count_distinct(), and exact: NULLs do not count."""

    def __init__(self) -> None:
        self._seen: set[object] = set()

    def step(self, value: object) -> None:
        if value is not None:
            self._seen.add(value)

    def finalize(self) -> int:
        return len(self._seen)
