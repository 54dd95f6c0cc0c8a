"""`rootout undo`."""

import sys

import click

from rootout.cli.options import case_argument
from rootout.cli.talk import say
from rootout.report.safe import safe
from rootout.workflow.machine import open_for_change
from rootout.workflow.scan import reopen
from rootout.workflow.undo import undo

FAILED = 4


@click.command(name="undo")
@case_argument
@click.option("--step", type=int, help="Take back only this step of the journal.")
def command(case: str | None, step: int | None) -> None:
    """Take back what was done to this server, the newest first."""
    opened, told = reopen(case)
    host = open_for_change(told.scan.host)
    failed = found = False
    for result in undo(opened, host, step):
        found = True
        note = f" ({safe(result.note)})" if result.note else ""
        click.echo(f"{result.state:8} step {result.step}: {safe(result.summary)}{note}")
        failed = failed or result.state == "failed"
    if not found:
        say("there is nothing to take back")
    opened.close()
    sys.exit(FAILED if failed else 0)
