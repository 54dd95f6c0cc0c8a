"""The engine: DuckDB splits the lines of a log in SQL, on every core, within bounded memory.

One line is one row; it is never read as quoted CSV, which loses lines of real logs and invents
addresses. A line that is not ordinary is handed to the reference parser (reader.py).
"""

import os
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from rootout.errors import RootoutError
from rootout.weblog.addresses import address_of
from rootout.weblog.request import LONGEST_LINE
from rootout.weblog.sources import Block
from rootout.weblog.table import COLUMNS, HEADER_MARK, MARK, Row, create, statement

MEMORY = "300MB"
WORKERS = max(1, min(4, os.cpu_count() or 1))
BATCH = 4096
ROW_GROUP = 30720  # rows; a multiple of 2048

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FOUR = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_H = "(?:0|[1-9a-f][0-9a-f]{0,3})"
_SIX = "|".join(
    [f"(?:{_H}:){{7}}{_H}", f"(?:{_H}:){{1,7}}:", f":(?::{_H}){{1,7}}", "::"]
    + [f"(?:{_H}:){{1,{7 - after}}}(?::{_H}){{1,{after}}}" for after in range(1, 7)]
)
HEAD = (
    rf"(?:[A-Za-z0-9_.:-]+ )?(?:(?:::ffff:)?{_FOUR}|{_SIX}) - [^ \[]+ "
    r"\[[0-3][0-9]/[A-Z][a-z]{2}/[12][0-9]{3}:[0-2][0-9]:[0-5][0-9]:[0-5][0-9] "
    r"[+-](?:[01][0-9]|2[0-3])[0-5][0-9]\] "
)
NUMBERS = " [0-9]{3} (?:[0-9]{1,15}|-) ?"
_ADD = "insert into requests select " + ", ".join(
    f"unnest(${place}::{kind}[])" for place, (_, kind) in enumerate(COLUMNS, 1)
)


def parse_statement() -> str:
    """Return the query that splits one block: $text, whose first line is $first."""
    return (
        statement("parse")
        .replace("{longest}", str(LONGEST_LINE))
        .replace("{head}", HEAD)
        .replace("{numbers}", NUMBERS)
    )


def load_statement() -> str:
    """Return the statement that splits one block into the table."""
    return (
        statement("load")
        .replace("{parse}", parse_statement())
        .replace("{mark}", MARK.replace("'", "''"))
        .replace("{header_mark}", HEADER_MARK)
    )


class Duck:
    """A database in a private folder, which the caller removes."""

    def __init__(self, folder: Path, memory: str = MEMORY, kept: Path | None = None) -> None:
        """Open it; `kept` is the only other file that may be written."""
        self._base = duckdb.connect(
            config={
                "threads": 1,  # while it loads, the workers are the threads
                "memory_limit": memory,
                "temp_directory": str(folder / "spill"),
                "preserve_insertion_order": False,
                "wal_autocheckpoint": "1TB",  # nothing here outlives the process
            }
        )
        # A block is more than one row group: so it goes to the disk at once, packed, and not by way
        # of memory and the write-ahead log.
        place = _quoted(folder / "requests.duckdb")
        self._base.execute(f"attach {place} as store (row_group_size {ROW_GROUP})")
        self._base.execute("use store")
        if kept:
            self._base.execute(f"set allowed_paths = [{_quoted(kept)}]")
        self._base.execute("set enable_external_access = false")
        self._base.execute(create())
        self._load = load_statement()

    def load(self, source: int, found: Iterable[Block]) -> None:
        """Split blocks of lines, several at a time."""
        waiting: queue.Queue[Block | None] = queue.Queue(1)
        failures: list[Exception] = []
        workers = [
            threading.Thread(target=self._work, args=(source, waiting, failures))
            for _ in range(WORKERS)
        ]
        for worker in workers:
            worker.start()
        try:
            for block in found:
                waiting.put(block)
        finally:
            for _ in workers:
                waiting.put(None)
            for worker in workers:
                worker.join()
        if failures:
            raise failures[0]

    def _work(
        self, source: int, waiting: "queue.Queue[Block | None]", failures: list[Exception]
    ) -> None:
        with self._cursor() as cursor:
            while (block := waiting.get()) is not None:
                if failures:
                    continue  # the queue is emptied, so that nobody waits for ever
                try:
                    cursor.execute(
                        self._load, {"source": source, "first": block.line, "text": block.text}
                    )
                except duckdb.Error as error:
                    failures.append(error)

    def keep(self, path: Path) -> None:
        """Write the table of requests as Parquet. Raises RootoutError where that cannot be."""
        try:
            self._base.execute(
                f"copy (from requests order by time) to {_quoted(path)} (format parquet)"
            )
        except duckdb.Error as error:
            hint = "Name a file in a folder that can be written."
            raise RootoutError(f"{path} cannot be written: {error}", hint) from error

    def odd(self) -> Iterator[tuple[int, int, str]]:
        """Yield the lines that are still to be read: source, line and text."""
        return self.rows("select source, line, odd from requests where odd is not null")

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows of the reference parser into the table."""
        if rows:
            self._base.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])

    def finish(self) -> None:
        """Take out what was odd, and give each IPv6 address its one form."""
        self._base.execute(f"set threads = {WORKERS}")
        self._base.execute("delete from requests where odd is not null")
        written = self.rows("select distinct address from requests where contains(address, ':')")
        forms = [(text, address_of(text)) for (text,) in written]
        for text, address in forms:
            if address != text:
                self._base.execute(
                    "update requests set address = $1 where address = $2", [address, text]
                )

    def run(self, sql: str) -> None:
        """Carry out one statement."""
        self._base.execute(sql)

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows of text into a small table."""
        if rows:
            values = ", ".join(f"unnest(${place})" for place in range(1, len(rows[0]) + 1))
            columns = [list(column) for column in zip(*rows, strict=True)]
            self._base.execute(f"insert into {table} select {values}", columns)

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a query answers."""
        with self._cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def named(self, sql: str) -> list[dict[str, Any]]:
        """Return what a query answers, each row by the names of its columns."""
        with self._cursor() as cursor:
            cursor.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._base.cursor()
        cursor.execute("use store")
        return cursor

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()


def _quoted(path: Path) -> str:
    """Write a path as SQL does a text."""
    return "'" + str(path.absolute()).replace("'", "''") + "'"
