"""Take back what was done from a case."""

from collections.abc import Iterator

from rootout.case.folder import Case
from rootout.host.api import MutableHost
from rootout.respond.executor import Result, take_back
from rootout.respond.journal import Journal


def undo(case: Case, host: MutableHost, step: int | None = None) -> Iterator[Result]:
    """Take back every journalled step of `case`, or one, the newest first."""
    journal = Journal(case.journal_path)
    try:
        yield from take_back(journal, host, case.blobs, step)
    finally:
        journal.close()
