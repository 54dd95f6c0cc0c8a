"""The evidence of a case in SQLite: records and gaps by scan, and what was made of them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import TypeVar

from rootout.case.codec import decode, encode
from rootout.errors import RootoutError
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Incident
from rootout.model.record import Gap, Record
from rootout.model.scan import Scan

T = TypeVar("T")
RecordTypes = dict[str, type[Record]]


class Store:
    """One SQLite file in WAL mode. `types` names the record type of each artifact."""

    def __init__(self, path: Path, types: RecordTypes) -> None:
        self._types = types
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.text_factory = lambda raw: raw.decode(errors="surrogateescape")
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript((resources.files(__package__) / "schema.sql").read_text())
        except sqlite3.Error as error:
            hint = "Give another case with --case, or make room on the disk."
            raise RootoutError(f"the case's evidence cannot be opened: {error}", hint) from error

    def close(self) -> None:
        """Finish and let go of the file."""
        self._database.close()

    def add_scan(self, scan: Scan, evidence: Evidence) -> int:
        """Keep one look at the host, whole or not at all, and return its number from 1."""
        with self._transaction() as database:
            row = database.execute("INSERT INTO scan (document) VALUES (?)", (encode(scan),))
            number = int(row.lastrowid or 0)
            _add(database, number, evidence)
        return number

    def extend_scan(self, number: int, evidence: Evidence) -> None:
        """Add to scan `number` what a longer look has shown since; `evidence` has the old too."""
        with self._transaction() as database:
            database.execute("DELETE FROM gap WHERE scan = ?", (number,))
            _add(database, number, evidence)

    def scans(self) -> tuple[Scan, ...]:
        """Return every scan of the case, the oldest first."""
        rows = self._database.execute("SELECT document FROM scan ORDER BY number")
        return tuple(decode(text, Scan) for (text,) in rows)

    def evidence(self, scan: int) -> Evidence:
        """Read back the records and gaps of scan `scan` (from 1)."""
        rows = self._database.execute(
            "SELECT artifact, document FROM record WHERE scan = ?", (scan,)
        )
        known = ((self._types.get(name), text) for name, text in rows)
        records = (decode(text, kind) for kind, text in known if kind is not None)
        return Evidence(records, self._column("gap", scan, Gap))

    def keep_story(
        self, scan: int, findings: tuple[Finding, ...], incidents: tuple[Incident, ...]
    ) -> None:
        """Replace what is derived from scan `scan`."""
        with self._transaction() as database:
            database.execute("DELETE FROM finding WHERE scan = ?", (scan,))
            database.execute("DELETE FROM incident WHERE scan = ?", (scan,))
            rows = [(scan, one.id, encode(one)) for one in findings]
            database.executemany("INSERT INTO finding VALUES (?, ?, ?)", rows)
            rows = [(scan, one.id, encode(one)) for one in incidents]
            database.executemany("INSERT INTO incident VALUES (?, ?, ?)", rows)

    def findings(self, scan: int) -> tuple[Finding, ...]:
        """Return the findings of scan `scan`, the worst first as kept."""
        return tuple(self._column("finding", scan, Finding))

    def incidents(self, scan: int) -> tuple[Incident, ...]:
        """Return the incidents of scan `scan`."""
        return tuple(self._column("incident", scan, Incident))

    def ask(self, question: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Answer SQL over the newest scan: one view for each artifact, its fields the columns.

        The question can read and nothing else. Raises RootoutError where SQLite refuses it.
        """
        for name, kind in self._types.items():
            self._database.execute(_view(name, kind))
        self._database.execute("PRAGMA query_only = ON")
        try:
            cursor = self._database.execute(question)
        except sqlite3.Error as error:
            hint = f"The tables are {', '.join(sorted(self._types))}."
            raise RootoutError(f"the question is not understood: {error}", hint) from error
        columns = tuple(column[0] for column in cursor.description or ())
        return columns, cursor.fetchall()

    def _column(self, table: str, scan: int, kind: type[T]) -> Iterator[T]:
        query = f"SELECT document FROM {table} WHERE scan = ? ORDER BY rowid"  # noqa: S608
        for (text,) in self._database.execute(query, (scan,)):
            yield decode(text, kind)

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._database)


def _add(database: sqlite3.Connection, number: int, evidence: Evidence) -> None:
    database.executemany(
        "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?)",
        ((number, one.id, one.artifact, encode(one)) for one in evidence.records),
    )
    database.executemany(
        "INSERT INTO gap VALUES (?, ?)", ((number, encode(gap)) for gap in evidence.gaps)
    )


def _view(name: str, kind: type[Record]) -> str:
    """Return the view of one artifact. Names come from our own classes, never from a host."""
    own = [field.name for field in fields(kind) if field.name not in ("origin", "seen")]
    columns = [f"json_extract(document, '$.{one}') AS \"{one}\"" for one in own]
    columns += ["json_extract(document, '$.origin.path') AS origin_path"]
    columns += ["json_extract(document, '$.origin.line') AS origin_line"]
    chosen = ", ".join(["id", *columns])
    newest = "scan = (SELECT max(number) FROM scan)"
    source = f"SELECT {chosen} FROM record WHERE artifact = '{name}' AND {newest}"  # noqa: S608
    return f'CREATE TEMP VIEW IF NOT EXISTS "{name}" AS {source}'


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, kind: object, *_: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")
