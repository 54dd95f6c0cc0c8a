"""From the newest story of a case to its plan."""

from dataclasses import replace

from rootout.case.folder import Case
from rootout.errors import RootoutError
from rootout.model.finding import rank
from rootout.model.plan import Plan, Refusal
from rootout.model.told import Told
from rootout.respond.planner import plan_for
from rootout.workflow.protect import guard_for

DOUBT = rank("medium")


def make_plan(
    case: Case, told: Told, only: tuple[int, ...] = (), without: tuple[int, ...] = ()
) -> Plan:
    """Return the steps against every incident of `told`, as chosen."""
    plan = plan_for(case.id, told.incidents, told.evidence, guard_for(told.evidence))
    plan = replace(plan, refused=(*plan.refused, *_doubts(told)))
    numbers = {step.number for step in plan.steps}
    unknown = sorted({*only, *without} - numbers)
    if unknown:
        hint = "`rootout plan` lists the steps and their numbers."
        raise RootoutError(f"the plan has no step {', '.join(map(str, unknown))}", hint)
    chosen = tuple(
        step
        for step in plan.steps
        if (not only or step.number in only) and step.number not in without
    )
    return replace(plan, steps=chosen)


def _doubts(told: Told) -> tuple[Refusal, ...]:
    """Return what is suspected and not proven: a person has to decide about it."""
    inside = {one for incident in told.incidents for one in incident.findings}
    return tuple(
        Refusal(summary=f"{one.title}: {one.why}", because=one.advice)
        for one in told.findings
        if one.id not in inside and one.confidence == "low" and rank(one.severity) >= DOUBT
    )
