"""From the newest story of a case to its plan."""

from dataclasses import replace
from pathlib import Path

from rootout.case.folder import Case
from rootout.model.finding import rank
from rootout.model.plan import Plan, Refusal
from rootout.model.told import Told
from rootout.model.value import value
from rootout.respond.choosing import choose
from rootout.respond.planner import plan_for
from rootout.respond.safety import require_safe
from rootout.respond.saved_plan import arranged, read_plan, seal_of
from rootout.workflow.plan_file import read_plan_file
from rootout.workflow.protect import guard_for

DOUBT = rank("medium")


@value
class Choice:
    """Which steps of a plan are meant: numbers, phases and names of actions, or a file."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    saved: Path | None = None  # a file of an edited plan

    def by_name(self) -> "Choice":
        """Leave out the numbers and the file: another plan has others."""
        return Choice(only=_names(self.only), without=_names(self.without))


EVERYTHING = Choice()


def make_plan(case: Case, told: Told, choice: Choice = EVERYTHING) -> Plan:
    """Return the steps against every incident of `told`, as chosen."""
    guard = guard_for(told.evidence, told.incidents)
    plan = plan_for(case.id, told.incidents, told.evidence, guard)
    plan = replace(
        plan,
        refused=(*plan.refused, *_doubts(told)),
        seal=seal_of(plan, told.scan.host, told.scan.started),
    )
    if choice.saved:
        plan = arranged(plan, read_plan(read_plan_file(choice.saved)))
    return choose(plan, choice.only, choice.without)


def containing(plan: Plan) -> Plan:
    """Return the steps that contain and can be taken back, and no others."""
    steps = (one for one in plan.steps if one.phase == "contain" and one.reversible)
    return replace(plan, steps=tuple(steps))


def plan_to_evict(case: Case, told: Told, choice: Choice) -> Plan:
    """Return the chosen steps. Raises RootoutError where they would not be safe."""
    plan = make_plan(case, told, choice)
    require_safe(plan.steps)
    return plan


def _names(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in words if not one.isdecimal())


def _doubts(told: Told) -> tuple[Refusal, ...]:
    """Return what is suspected and not proven: a person has to decide about it."""
    inside = {one for incident in told.incidents for one in incident.findings}
    return tuple(
        Refusal(summary=f"{one.title}: {one.why}", because=one.advice)
        for one in told.findings
        if one.id not in inside and one.confidence == "low" and rank(one.severity) >= DOUBT
    )
