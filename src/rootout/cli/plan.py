"""`rootout plan`."""

import click

from rootout.cli.options import case_argument, json_option, only_option, without_option
from rootout.report.document import dump, plan_document
from rootout.report.text import plan_text
from rootout.workflow.plan import Choice, make_plan
from rootout.workflow.scan import reopen


@click.command(name="plan")
@case_argument
@only_option
@without_option
@json_option
def command(
    case: str | None, only: tuple[str, ...], without: tuple[str, ...], as_json: bool
) -> None:
    """Show what would be done about a case, and why. Changes nothing."""
    opened, told = reopen(case)
    plan = make_plan(opened, told, Choice(only=only, without=without))
    click.echo(dump(plan_document(plan)) if as_json else plan_text(plan))
    opened.close()
