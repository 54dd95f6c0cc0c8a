"""Carry out steps, each promised in the journal first, and take them back."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from rootout.errors import RootoutError
from rootout.host.api import MutableHost, ProcessRef
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.guard import Guard
from rootout.respond.journal import Journal, State

Scan = Callable[[], Iterable[ProcessRef]]
QUIET = 2  # scans that find nothing new, before all is taken to be frozen
MOST_ROUNDS = 200


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

    An action whose intent is in the journal already, from before a crash, keeps what was
    captured then: the host as it was, not half changed.
    """
    for action in actions:
        yield _carry_out(action, host, vault, journal, guard)


def _carry_out(
    action: Action, host: MutableHost, vault: Vault, journal: Journal, guard: Guard
) -> Result:
    step, summary = journal.step_of(action), action.describe()
    refusal = guard.refuse(action)
    if refusal:
        journal.append(step, "refused", action, note=refusal)
        return Result(step=step, summary=summary, state="refused", note=refusal)
    try:
        if journal.intent(step) is None:
            journal.append(step, "intended", action, action.capture(host, vault))
        action.apply(host)
        holds = action.verify(host)
        note = "" if holds else "it was done, and a second look says that it does not hold"
    except (OSError, RootoutError) as error:
        holds, note = False, str(error)
    state: State = "verified" if holds else "failed"
    journal.append(step, state, action, note=note)
    return Result(step=step, summary=summary, state=state, note=note)


def freeze_until_quiet(
    scan: Scan,
    host: MutableHost,
    vault: Vault,
    journal: Journal,
    guard: Guard,
    frozen: Iterable[ProcessRef] = (),
) -> Iterator[Result]:
    """Freeze what `scan` names beyond `frozen`, until it names nothing new twice.

    Each batch is a step of its own, so that undo knows where every process came from. Without
    the second scan a process that was forked in between would be missed.
    """
    seen = set(frozen)
    quiet = 0
    for _ in range(MOST_ROUNDS):
        new = tuple(one for one in scan() if one not in seen)
        seen.update(new)
        allowed = tuple(one for one in new if guard.allows_process(one.key))
        if allowed:
            action = FreezeProcess(processes=tuple(one.key for one in allowed))
            yield _carry_out(action, host, vault, journal, guard)
            quiet = 0
        else:
            quiet += 1
        if quiet >= QUIET:
            return


def take_back(
    journal: Journal, host: MutableHost, vault: Vault, step: int | None = None
) -> Iterator[Result]:
    """Undo every step that may have touched the host, or only `step`, the newest first."""
    for entry in journal.pending():
        if step is not None and entry.step != step:
            continue
        action = entry.remake()
        if not action.reversible:
            yield Result(step=entry.step, summary=action.describe(), state="lasting")
            continue
        try:
            action.undo(host, vault, entry.captured or Captured())
        except (OSError, RootoutError) as error:
            yield Result(
                step=entry.step, summary=action.describe(), state="failed", note=str(error)
            )
            continue
        journal.append(entry.step, "undone", action)
        yield Result(step=entry.step, summary=action.describe(), state="undone")
