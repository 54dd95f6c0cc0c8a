"""What a person left out of a plan stays left out when what returned is planned for."""

from collections.abc import Iterable
from dataclasses import replace

from rootout.model.entity import Entity
from rootout.model.plan import Plan, Step
from rootout.model.value import value
from rootout.respond.codec import action_from
from rootout.respond.stages import changes

LISTS = ("processes", "addresses", "ports")  # arguments of steps against many things at once


@value
class LeftOut:
    """Actions of which no step was chosen, and single things that a chosen action leaves alone."""

    actions: frozenset[str]
    things: frozenset[tuple[str, Entity]]

    def narrow(self, step: Step) -> Step | None:
        """Return `step` without what was left out; None where nothing remains of it."""
        if step.action in self.actions:
            return None
        touched = action_from(step.action, step.arguments).touches()
        spared = {one.key for one in touched if (step.action, one) in self.things}
        if not spared:
            return step
        name = next((name for name in LISTS if name in step.arguments), None)
        items = step.arguments[name] if name else ()
        kept = [one for one in items if one not in spared] if isinstance(items, list) else []
        if not name or not kept:
            return None
        arguments = {**step.arguments, name: kept}
        return replace(
            step,
            arguments=arguments,
            summary=action_from(step.action, arguments).describe(),
        )


def left_out(whole: Plan, chosen: Plan) -> LeftOut:
    """Return what `chosen` lacks of `whole`."""
    numbers = {one.number for one in chosen.steps}
    lacking = [one for one in whole.steps if changes(one) and one.number not in numbers]
    return LeftOut(
        actions=frozenset({one.action for one in lacking} - {one.action for one in chosen.steps}),
        things=frozenset(_things(lacking)),
    )


def _things(steps: Iterable[Step]) -> Iterable[tuple[str, Entity]]:
    for step in steps:
        for entity in action_from(step.action, step.arguments).touches():
            yield step.action, entity
