"""`rootout contain`."""

import sys

import click

from rootout.cli.options import case_argument, only_option, without_option, yes_option
from rootout.cli.talk import agreed, say
from rootout.workflow.evict import contain, require_incident
from rootout.workflow.machine import open_for_change
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import reopen

FAILED = 4


@click.command(name="contain")
@case_argument
@yes_option
@only_option
@without_option
def command(case: str | None, yes: bool, only: tuple[int, ...], without: tuple[int, ...]) -> None:
    """Do only the reversible half: freeze processes, cut and block addresses."""
    opened, told = reopen(case)
    require_incident(told)
    plan = make_plan(opened, told, only, without)
    if not agreed(plan, yes=yes):
        return
    host = open_for_change(told.scan.host)
    outcome = contain(opened, host, told, plan, say)
    opened.close()
    sys.exit(0 if outcome.holds else FAILED)
