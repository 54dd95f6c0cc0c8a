"""A table of a SQLite database that somebody else wrote, read in memory and within bounds."""

import sqlite3
import time
from collections.abc import Iterator

MOST_BLOB = 64 * 1024 * 1024  # bytes of one value; the largest header of Fedora's rpm is 12 MB
MOST_SECONDS = 20.0
STEPS = 100_000  # of SQLite's machine between two looks at the clock
# Bytes 18 and 19 of the header say that changes go to a log beside the file, which is not there
# for a database in memory: https://www.sqlite.org/fileformat.html, section 1.3.3.
MODES, WITH_LOG, WITHOUT_LOG = slice(18, 20), b"\2\2", b"\1\1"


def read_table(data: bytes, table: str, columns: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of `table`, a name of ours, with its `columns`.

    A view or a virtual table in the place of the table could run for ever, and is refused. Raises
    sqlite3.Error and ValueError where the bytes are no database with that table.
    """
    if data[MODES] == WITH_LOG:
        data = data[: MODES.start] + WITHOUT_LOG + data[MODES.stop :]
    database = sqlite3.connect(":memory:")
    deadline = time.monotonic() + MOST_SECONDS
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BLOB)
        database.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        database.text_factory = lambda raw: raw.decode(errors="surrogateescape")
        database.deserialize(data)
        database.execute("PRAGMA trusted_schema = OFF")
        asked = "SELECT sql FROM sqlite_schema WHERE name = ? AND type = 'table'"
        (created,) = database.execute(asked, (table,)).fetchone() or ("",)
        if not str(created).upper().startswith("CREATE TABLE"):
            raise ValueError(f"there is no table {table}")
        # both names are constants of the caller's, never a host's
        yield from database.execute(f"SELECT {', '.join(columns)} FROM main.{table}")  # noqa: S608
    except (OverflowError, MemoryError) as error:
        raise ValueError(f"not a database: {error}") from error
    finally:
        database.close()
