"""Take back what was done from a case."""

from collections.abc import Iterator

from rootout.case.folder import Case
from rootout.host.api import MutableHost
from rootout.respond.executor import Result, take_back
from rootout.respond.journal import Journal


def undo(case: Case, host: MutableHost, step: int | None = None) -> Iterator[Result]:
    """Take back every journalled step of `case`, or one, the newest first.

    Raises RootoutError for one that is not there, or on which later ones lie.
    """
    journal = Journal(case.journal_path)
    try:
        yield from take_back(journal, host, case.blobs, step)
    finally:
        journal.close()


def done(case: Case) -> Iterator[Result]:
    """Yield every step that is not taken back, the newest first; changes nothing."""
    journal = Journal(case.journal_path)
    journal.close()
    last = {one.step: one for one in journal.entries}
    for entry in journal.pending():
        state, note = last[entry.step].state, last[entry.step].note
        yield Result(step=entry.step, summary=entry.summary, state=state, note=note)
