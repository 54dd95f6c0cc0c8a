"""`rootout contain`."""

import sys
from pathlib import Path

import click

from rootout.case.folder import Case
from rootout.cli.options import case_argument, only_option, plan_option, without_option, yes_option
from rootout.cli.talk import agreed, say
from rootout.model.plan import Plan
from rootout.model.told import Told
from rootout.workflow.evict import Eviction, contain, require_incident
from rootout.workflow.isolate import contain_isolated, keep_isolated, with_isolation
from rootout.workflow.machine import open_for_change
from rootout.workflow.plan import Choice, containing, make_plan
from rootout.workflow.scan import reopen

FAILED = 4


@click.command(name="contain")
@case_argument
@yes_option
@only_option
@without_option
@plan_option
@click.option(
    "--isolate",
    is_flag=True,
    help="Also cut this server off from everybody but you. It ends by itself unless you --confirm.",
)
@click.option(
    "--confirm-within",
    "seconds",
    type=click.IntRange(min=10),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="How long the isolation waits for --confirm before it ends by itself.",
)
@click.option(
    "--operator",
    "operators",
    multiple=True,
    metavar="ADDRESS",
    help="Let this address in too while isolated; yours is found by your connection.",
)
@click.option("--confirm", is_flag=True, help="Keep the isolation until `rootout undo`.")
def command(
    case: str | None,
    yes: bool,
    only: tuple[str, ...],
    without: tuple[str, ...],
    saved: Path | None,
    isolate: bool,
    seconds: int,
    operators: tuple[str, ...],
    confirm: bool,
) -> None:
    """Do only the reversible half: freeze processes, cut and block addresses, lock accounts.

    With --isolate nothing but the server itself, your address, DHCP and the search for neighbours
    gets through. Log in once more from another window to see that you still can, then run
    `rootout contain CASE --confirm`. Without that, or should you be cut off, everything is let
    through again when the time is over, even if rootout or your terminal is gone by then.
    """
    opened, told = reopen(case)
    if confirm:
        _confirm(opened, told)
        return
    if not isolate:
        require_incident(told)
    plan = containing(make_plan(opened, told, Choice(only=only, without=without, saved=saved)))
    if isolate:
        host = open_for_change(told.scan.host)
        plan = with_isolation(plan, told, host, operators, seconds)
    if not agreed(plan, yes=yes):
        return
    outcome = _contain(opened, told, plan, seconds if isolate else None)
    opened.close()
    sys.exit(0 if outcome.holds else FAILED)


def _contain(case: Case, told: Told, plan: Plan, seconds: int | None) -> Eviction:
    host = open_for_change(told.scan.host)
    if seconds is None:
        return contain(case, host, told, plan, say)
    outcome = contain_isolated(case, host, told, plan, seconds=seconds, say=say)
    if host.allowed_addresses() is not None:
        say("Log in once more from another window. If that works, run there:")
        say(f"    rootout contain {case.path} --confirm")
        say(f"within {seconds} s; else everything is let through again.")
    return outcome


def _confirm(case: Case, told: Told) -> None:
    if keep_isolated(case, open_for_change(told.scan.host)):
        say("This server stays isolated until `rootout undo`.")
        return
    say("Nothing is isolated: the time was over, or it never was.")
    sys.exit(FAILED)
