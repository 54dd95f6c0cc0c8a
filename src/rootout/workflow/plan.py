"""From the newest story of a case to its plan."""

from dataclasses import replace

from rootout.case.folder import Case
from rootout.errors import RootoutError
from rootout.model.plan import Plan
from rootout.model.told import Told
from rootout.respond.planner import plan_for
from rootout.workflow.protect import guard_for


def make_plan(
    case: Case, told: Told, only: tuple[int, ...] = (), without: tuple[int, ...] = ()
) -> Plan:
    """Return the steps against every incident of `told`, as chosen."""
    plan = plan_for(case.id, told.incidents, told.evidence, guard_for(told.evidence))
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
