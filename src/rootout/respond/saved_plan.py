"""A plan that was saved, and edited by a person or a program: read as if an intruder wrote it.

Of each step only its action and arguments count, and both must be those of a step that is planned
now; what is shown and carried out is that one. So a file can leave steps out and change their
order, and nothing else. Its shape is report/plan.schema.json.
"""

import hashlib
import json
from dataclasses import replace
from typing import Any

from rootout.errors import RootoutError
from rootout.model.plan import Plan, Step
from rootout.model.value import value
from rootout.respond.safety import require_order

FORMAT = "rootout plan 1"
MOST_STEPS = 100_000
AGAIN = "Write it again with `rootout plan CASE --json`, and only take steps out or move them."


@value
class SavedPlan:
    """What a file says: for which plan it was made, and its steps by what they do, in order."""

    case: str
    seal: str
    steps: tuple[str, ...]


def seal_of(plan: Plan, host: str, started: float) -> str:
    """Return the SHA-256 of all that is planned, by the scan of `host` that `started` then."""
    steps = [_deed(one.action, one.arguments) for one in plan.steps]
    return hashlib.sha256(_text([plan.case, host, started, plan.incidents, steps])).hexdigest()


def read_plan(data: bytes) -> SavedPlan:
    """Read a saved plan. Raises RootoutError where it is none, or is not whole."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RootoutError("the plan is no JSON", AGAIN) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise RootoutError(f"the plan does not say that its format is {FORMAT!r}", AGAIN)
    case, seal, steps = (document.get(name) for name in ("case", "seal", "steps"))
    if not isinstance(case, str) or not isinstance(seal, str) or not isinstance(steps, list):
        raise RootoutError("the plan has no case, seal or steps", AGAIN)
    if len(steps) > MOST_STEPS:
        raise RootoutError(f"the plan has more than {MOST_STEPS} steps", AGAIN)
    deeds = tuple(_read_step(place, one) for place, one in enumerate(steps, start=1))
    return SavedPlan(case=case, seal=seal, steps=deeds)


def arranged(plan: Plan, saved: SavedPlan) -> Plan:
    """Return `plan` with the steps that `saved` kept, in its order.

    Raises RootoutError where it is of another case or time, invents or repeats a step, or puts
    them in an order that is not safe.
    """
    if saved.case != plan.case:
        message = f"the plan is of the case {saved.case!r}, and this is {plan.case!r}"
        raise RootoutError(message, "Name the case that it was made for.")
    if saved.seal != plan.seal:
        message = "the plan was made before the case changed, or by another version of rootout"
        raise RootoutError(message, AGAIN)
    planned = {_deed(one.action, one.arguments): one for one in plan.steps}
    steps: dict[int, Step] = {}
    for place, deed in enumerate(saved.steps, start=1):
        step = planned.get(deed)
        if step is None:
            message = f"step {place} in the file is none that was planned for this case"
            raise RootoutError(message, AGAIN)
        if step.number in steps:
            raise RootoutError(f"step {place} in the file is there twice", AGAIN)
        steps[step.number] = step
    kept = tuple(steps.values())
    require_order(kept)
    return replace(plan, steps=kept)


def _read_step(place: int, step: object) -> str:
    if isinstance(step, dict):
        action, arguments = step.get("action"), step.get("arguments")
        if isinstance(action, str) and isinstance(arguments, dict):
            return _deed(action, arguments)
    raise RootoutError(f"step {place} in the file has no action or no arguments", AGAIN)


def _deed(action: str, arguments: dict[str, Any]) -> str:
    """Return what a step does, written so that the same is always written alike."""
    return _text([action, arguments]).decode()


def _text(document: list[Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
