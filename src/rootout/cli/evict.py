"""`rootout evict`."""

import sys
from pathlib import Path

import click

from rootout.cli.options import case_argument, only_option, plan_option, without_option, yes_option
from rootout.cli.talk import agreed, say
from rootout.report.text import verdicts_text
from rootout.workflow.evict import evict, require_incident
from rootout.workflow.machine import open_for_change
from rootout.workflow.plan import Choice, plan_to_evict
from rootout.workflow.scan import reopen

FAILED = 4


@click.command(name="evict")
@case_argument
@yes_option
@only_option
@without_option
@plan_option
@click.option(
    "--watch",
    "seconds",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="How long to wait for what comes back. Without it at least 75 s, and past the next run of"
    " every cron line and timer of the incident, up to a day ahead; Ctrl-C ends it early.",
)
def command(
    case: str | None,
    yes: bool,
    only: tuple[str, ...],
    without: tuple[str, ...],
    saved: Path | None,
    seconds: float | None,
) -> None:
    """End the intrusion: contain, keep evidence, eradicate, verify, watch.

    Without --yes the plan is shown and asked about.
    """
    opened, told = reopen(case)
    require_incident(told)
    choice = Choice(only=only, without=without, saved=saved)
    plan = plan_to_evict(opened, told, choice)
    if not agreed(plan, yes=yes):
        return
    host = open_for_change(told.scan.host)
    outcome = evict(opened, host, told, plan, seconds=seconds, say=say, choice=choice)
    click.echo(verdicts_text(outcome.verdicts))
    for one in plan.refused:
        say(f"left for you to decide: {one.summary} ({one.because})")
    opened.close()
    sys.exit(0 if outcome.holds else FAILED)
