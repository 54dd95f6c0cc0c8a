"""The steps of a plan that change nothing: keep evidence, look again, watch."""

from collections.abc import Iterable

from rootout.model.plan import Phase, Step
from rootout.model.value import value
from rootout.respond.action import Action
from rootout.respond.codec import action_from

LEAST_SECONDS = 75  # of the watch: cron looks at its tables every minute


@value
class Stage:
    """What is done between and after the changes."""

    phase: Phase
    action: str
    summary: str
    because: str

    def step(self, number: int) -> Step:
        """Return it as a step of a plan."""
        return Step(
            number=number,
            phase=self.phase,
            action=self.action,
            arguments={},
            summary=self.summary,
            because=self.because,
            risk="low",
            reversible=True,
        )


STAGES = (
    Stage(
        phase="preserve",
        action="keep_evidence",
        summary="keep the evidence of everything that was frozen",
        because="what is killed or removed next can never be looked at again",
    ),
    Stage(
        phase="verify",
        action="look_again",
        summary="look at the whole server again, and judge each part of the incident",
        because="done is not gone: what is left or new is evicted too",
    ),
    Stage(
        phase="watch",
        action="watch",
        summary=f"watch for at least {LEAST_SECONDS} s, and past the next run of each launcher",
        because="what returns shows itself when its launcher is due; it is evicted again",
    ),
)


def actions_of(steps: Iterable[Step]) -> list[Action]:
    """Return the actions among `steps`, in their order."""
    return [action_from(one.action, one.arguments) for one in steps if changes(one)]


def changes(step: Step) -> bool:
    """Say whether a step is an action, and no stage."""
    return step.action not in {one.action for one in STAGES}
