"""`rootout undo`."""

import sys

import click

from rootout.cli.options import case_argument
from rootout.cli.talk import say
from rootout.report.safe import safe
from rootout.workflow.machine import open_for_change
from rootout.workflow.scan import reopen
from rootout.workflow.undo import done, undo

FAILED = 4


@click.command(name="undo")
@case_argument
@click.option("--step", type=int, metavar="N", help="Take back only this step of the journal.")
@click.option("--list", "lists", is_flag=True, help="Only show what was done, and its numbers.")
def command(case: str | None, step: int | None, *, lists: bool) -> None:
    """Take back what was done to this server, the newest first.

    A single step can be taken back when no later one lies on it, as a folder on its files.
    """
    opened, told = reopen(case)
    results = done(opened) if lists else undo(opened, open_for_change(told.scan.host), step)
    failed = found = False
    for result in results:
        found = True
        note = f" ({safe(result.note)})" if result.note else ""
        click.echo(f"{result.state:8} step {result.step}: {safe(result.summary)}{note}")
        failed = failed or (result.state == "failed" and not lists)
    if not found:
        say("there is nothing to take back")
    opened.close()
    sys.exit(FAILED if failed else 0)
