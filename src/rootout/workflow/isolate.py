"""Cut the server off from everybody but the operator, until that is confirmed or the time is up."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from rootout.case.folder import Case
from rootout.collect.trust import LOCAL, Trust
from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.host.inet import written
from rootout.model.plan import Plan
from rootout.model.told import Told
from rootout.respond import deadman
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.planner import step_of
from rootout.respond.surroundings import own_ways_in
from rootout.workflow.evict import Eviction, contain
from rootout.workflow.protect import guard_for
from rootout.workflow.round import Say

BECAUSE = "nobody but you can reach what is here, and nothing here can reach anybody else"


def with_isolation(
    plan: Plan, told: Told, host: Host, operators: Iterable[str], seconds: int
) -> Plan:
    """Return `plan` with the isolation before all other steps.

    Raises RootoutError where nobody knows from where the operator is connected.
    """
    seen = Trust(told.evidence).operator_addresses
    own = own_ways_in(host) | {one for one in seen if not one.startswith(LOCAL)}
    allowed = frozenset(map(written, (*own, *operators)))
    if not allowed:
        hint = "Add --operator ADDRESS; at the console of this server, --operator 127.0.0.1."
        raise RootoutError("it is not known from where you are connected", hint)
    inside = {one for incident in told.incidents for one in incident.entities}
    intruders = {written(one.key) for one in inside if one.kind == "address"}
    action = IsolateHost(
        operators=tuple(sorted(allowed)),
        forbidden=tuple(sorted(intruders - allowed)),
        seconds=seconds,
    )
    refusal = guard_for(told.evidence, told.incidents).refuse(action, host)
    if refusal:
        raise RootoutError(refusal, "Add --operator with that address.")
    number = max((step.number for step in plan.steps), default=0) + 1
    return replace(plan, steps=(step_of(number, action, BECAUSE), *plan.steps))


def contain_isolated(
    case: Case,
    host: MutableHost,
    told: Told,
    plan: Plan,
    *,
    seconds: int,
    say: Say,
    arm: Callable[[Path, float], None] = deadman.arm,
) -> Eviction:
    """Contain by a plan with an isolation; what would end it is started before anything else."""
    arm(case.path, seconds)
    try:
        return contain(case, host, told, plan, say)
    finally:
        if host.allowed_addresses() is None:
            deadman.confirm(case.path)  # there is nothing to end


def keep_isolated(case: Case, host: MutableHost) -> bool:
    """Let the isolation stay until it is undone; False where it had ended, or never was."""
    is_in_time = deadman.confirm(case.path)
    allowed = host.allowed_addresses()
    if not is_in_time or allowed is None:
        return False
    host.isolate(allowed)
    return True
