"""Carry out steps, each promised in the journal first, and take them back."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from rootout.host.api import MutableHost, ProcessRef
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.guard import Guard
from rootout.respond.journal import Journal, State
from rootout.respond.surroundings import own_processes
from rootout.respond.undoing import pending_step

Scan = Callable[[], Iterable[ProcessRef]]
QUIET = 2  # scans that find nothing new, before all is taken to be frozen
MOST_SECONDS = 5.0  # of freezing: what forks faster than this is killed, frozen or not
NOT_HELD = "it was done, and a second look says that it does not hold"


@value
class Result:
    """How one step ended; `lasting` is what undo cannot take back."""

    step: int
    summary: str
    state: State | Literal["lasting"]
    note: str = ""


def carry_out(
    actions: Iterable[Action], host: MutableHost, vault: Vault, journal: Journal, guard: Guard
) -> Iterator[Result]:
    """Apply each action and yield how it ended. One that fails does not stop the next ones.

    Raises RootoutError where the journal cannot be written: nothing is changed unpromised.
    """
    for action in actions:
        yield _carry_out(action, host, vault, journal, guard)


def freeze_until_quiet(
    scan: Scan,
    host: MutableHost,
    vault: Vault,
    journal: Journal,
    guard: Guard,
    frozen: Iterable[ProcessRef] = (),
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Result]:
    """Freeze what `scan` names beyond `frozen`, until it names nothing new twice.

    Each batch is a step of its own, so that undo knows where every process came from. Without
    the second scan a process that was forked in between would be missed.
    """
    own = own_processes(host)
    seen = set(frozen)
    quiet, end = 0, clock() + MOST_SECONDS
    while quiet < QUIET and clock() < end:
        new = [one for one in scan() if one not in seen and one.key not in own]
        seen.update(new)
        allowed = tuple(one.key for one in new if guard.allows_process(one.key))
        quiet = 0 if allowed else quiet + 1
        if allowed:
            yield _carry_out(FreezeProcess(processes=allowed), host, vault, journal, guard)


def take_back(
    journal: Journal, host: MutableHost, vault: Vault, step: int | None = None
) -> Iterator[Result]:
    """Undo every step that may have touched the host, or only `step`, the newest first.

    Raises RootoutError for a single step that is none, or on which later ones lie.
    """
    entries = journal.pending() if step is None else pending_step(journal, step)
    for entry in entries:
        summary = entry.summary
        try:
            action = entry.remake()
            if not action.reversible:
                yield Result(step=entry.step, summary=summary, state="lasting")
                continue
            action.undo(host, vault, entry.captured or Captured())
        except Exception as error:  # noqa: BLE001 - the other steps must still be undone
            yield Result(step=entry.step, summary=summary, state="failed", note=_told(error))
            continue
        journal.append(entry.step, "undone", action)
        yield Result(step=entry.step, summary=summary, state="undone")


def _carry_out(
    action: Action, host: MutableHost, vault: Vault, journal: Journal, guard: Guard
) -> Result:
    step = journal.step_of(action)
    captured, refusal, note = _prepared(action, host, vault, guard)
    if captured is None:
        return _ended(journal, step, action, "refused" if refusal else "failed", refusal or note)
    journal.append(step, "intended", action, captured)
    try:
        action.apply(host)
        note = "" if action.verify(host) else NOT_HELD
    except Exception as error:  # noqa: BLE001 - an eviction must not stop half way
        note = _told(error)
    return _ended(journal, step, action, "failed" if note else "verified", note)


def _prepared(
    action: Action, host: MutableHost, vault: Vault, guard: Guard
) -> tuple[Captured | None, str | None, str]:
    """Return what was captured, else why the action was refused or could not begin."""
    try:
        refusal = guard.refuse(action, host)
        return (None if refusal else action.capture(host, vault)), refusal, ""
    except Exception as error:  # noqa: BLE001 - an eviction must not stop half way
        return None, None, _told(error)


def _ended(journal: Journal, step: int, action: Action, state: State, note: str) -> Result:
    journal.append(step, state, action, note=note)
    return Result(step=step, summary=action.describe(), state=state, note=note)


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
