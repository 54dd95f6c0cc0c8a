"""Which later steps lie on an earlier one: they are taken back first, or it cannot be done well.

A lock that is put back keeps the line behind it from coming back; an account that is gone cannot be
opened, and would come back locked; a file comes back into a folder that is there.
"""

from rootout.errors import RootoutError
from rootout.respond.action import Action
from rootout.respond.journal import Entry, Journal

ON_DISK = frozenset(("file", "lock", "privilege"))


def pending_step(journal: Journal, step: int) -> tuple[Entry, ...]:
    """Return the entry of one step that can be taken back now; nothing where it already was.

    Raises RootoutError for a step that never was, and for one on which later ones lie.
    """
    if step not in {one.step for one in journal.entries}:
        raise RootoutError(f"the journal has no step {step}", "`rootout undo --list` shows them.")
    pending = journal.pending()
    wanted = tuple(one for one in pending if one.step == step)
    for entry in wanted:
        later = [one.step for one in pending if one.step > step and _lies_on(one, entry)]
        if later:
            named = ", ".join(map(str, later))
            hint = f"Take these back first, in this order: {named} (`rootout undo --step N`)."
            raise RootoutError(f"step {step} cannot be taken back before later ones", hint)
    return wanted


def _lies_on(later: Entry, earlier: Entry) -> bool:
    try:
        above, below = later.remake(), earlier.remake()
    except RootoutError:
        return False  # of another version of rootout: it says so itself when its turn comes
    if not above.reversible:
        return False
    if set(above.touches()) & set(below.touches()):
        return True
    if _named(below, "lock") & _captured(later):
        return True
    under = _captured_files(earlier) | _named(below, *ON_DISK)
    return any(_holds(whole, path) for whole in _named(above, "file") for path in under)


def _named(action: Action, *kinds: str) -> set[str]:
    return {one.key for one in action.touches() if one.kind in kinds}


def _captured(entry: Entry) -> set[str]:
    return {one.path for one in entry.captured.snapshots} if entry.captured else set()


def _captured_files(entry: Entry) -> set[str]:
    snapshots = entry.captured.snapshots if entry.captured else ()
    return {one.path for one in snapshots if one.stat and one.stat.kind != "directory"}


def _holds(whole: str, path: str) -> bool:
    return path == whole or path.startswith(f"{whole.rstrip('/')}/")
