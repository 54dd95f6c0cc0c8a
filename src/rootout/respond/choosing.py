"""Choose steps of a plan by number, by name of the action, or by phase."""

from dataclasses import replace

from rootout.errors import RootoutError
from rootout.model.plan import PHASES, Plan, Step
from rootout.respond.action import load_actions
from rootout.respond.safety import with_what_it_needs
from rootout.respond.stages import STAGES


def choose(plan: Plan, only: tuple[str, ...], without: tuple[str, ...]) -> Plan:
    """Return `plan` with the steps that are named by `only`, and not by `without`.

    Each word is a number, the name of an action, or a phase. What a step of `only` needs to be
    safe comes with it. Raises RootoutError for a word that names nothing.
    """
    for word in (*only, *without):
        _require_known(word, plan)
    steps = plan.steps
    if only:
        wanted = tuple(one for one in steps if _is_named(one, only))
        steps = with_what_it_needs(wanted, steps)
    return replace(plan, steps=tuple(one for one in steps if not _is_named(one, without)))


def _is_named(step: Step, words: tuple[str, ...]) -> bool:
    return not {str(step.number), step.action, step.phase}.isdisjoint(words)


def _require_known(word: str, plan: Plan) -> None:
    actions = (*load_actions(), *(one.action for one in STAGES))
    numbers = [str(one.number) for one in plan.steps]
    if word in (*PHASES, *actions, *numbers):
        return
    if word.isdecimal():
        hint = (
            f"It has 1 to {len(numbers)}; `rootout plan` shows them." if numbers else "It is empty."
        )
        raise RootoutError(f"the plan has no step {word}", hint)
    hint = (
        "Use the number of a step, a phase "
        f"({', '.join(PHASES)}) or an action ({', '.join(sorted(set(actions) - set(PHASES)))})."
    )
    raise RootoutError(f"no step can be called {word!r}", hint)
