"""The order that keeps an eviction safe, and what may not be done without what."""

from itertools import pairwise

from rootout.errors import RootoutError
from rootout.model.plan import PHASES, Phase, Step

# Parts of a phase, in the order in which they must be done; the others are in the part of `REST`.
PARTS = {
    "freeze_process": 0,
    "clear_immutable": 1,
    "restore_preload": 0,
    "stop_process": 2,
    "restore_file": 3,
    "quarantine_file": 4,
    "remove_account": 5,
    "remove_folder": 5,
}
REST = 1
REST_OF_CONTAIN = 2
WHY = {
    "freeze_process": "what still runs answers to every other step",
    "clear_immutable": "what is locked cannot be changed by the others",
    "restore_preload": "it lies to every program about all the others",
    "stop_process": "what still runs writes its files again",
    "restore_file": "the original may be among the files that are moved into the vault",
    "remove_folder": "a folder can go once it is empty",
}
DISARM = "what is killed while its launcher is armed comes back"
ALWAYS = ("keep_evidence", "look_again", "watch")


def with_what_it_needs(wanted: tuple[Step, ...], steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return `wanted` and those of `steps` without which it would not be safe, or not be proven."""
    ends = any(one.phase == "eradicate" for one in wanted)
    killed = _processes(wanted, "stop_process")
    needed = {
        one.number
        for one in steps
        if (ends and one.action in ALWAYS)
        or (one.action == "freeze_process" and killed & _processes((one,), one.action))
    }
    return tuple(one for one in steps if one in wanted or one.number in needed)


def require_safe(steps: tuple[Step, ...]) -> None:
    """Raise RootoutError where the steps, in this order, would lose evidence or let things back."""
    require_order(steps)
    loose = _processes(steps, "stop_process") - _processes(steps, "freeze_process")
    if loose:
        number = next(one.number for one in steps if one.action == "stop_process")
        message = f"step {number} kills what no step freezes: a process that runs restarts others"
        raise RootoutError(message, "Leave out stop_process too, or keep freeze_process.")
    ending = [one for one in steps if one.phase == "eradicate"]
    if ending and not any(one.action == "keep_evidence" for one in steps):
        message = f"step {ending[0].number} removes something before its evidence is kept"
        raise RootoutError(message, "Keep the step keep_evidence; nothing is removed without it.")


def require_order(steps: tuple[Step, ...]) -> None:
    """Raise RootoutError where a step comes before one that it has to wait for."""
    for earlier, later in pairwise(steps):
        if _place(later) < _place(earlier):
            message = f"step {earlier.number} cannot come before step {later.number}"
            hint = f"Put step {later.number} first ({later.summary}): {_why(earlier, later)}."
            raise RootoutError(message, hint)


def part_of(phase: Phase, action: str) -> int:
    """Return to which part of its phase an action is bound."""
    return PARTS.get(action, REST_OF_CONTAIN if phase == "contain" else REST)


def _place(step: Step) -> tuple[int, int]:
    return PHASES.index(step.phase), part_of(step.phase, step.action)


def _why(earlier: Step, later: Step) -> str:
    if earlier.phase != later.phase:
        return f"the order is {', '.join(PHASES)}"
    if earlier.action == "stop_process":
        return DISARM
    return WHY.get(later.action) or WHY.get(earlier.action, DISARM)


def _processes(steps: tuple[Step, ...], action: str) -> set[str]:
    named: set[str] = set()
    for one in steps:
        keys = one.arguments.get("processes")
        if one.action == action and isinstance(keys, list | tuple):
            named.update(keys)
    return named
