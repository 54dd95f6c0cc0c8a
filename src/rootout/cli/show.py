"""`rootout show`."""

import click

from rootout.cli.options import case_argument, json_option
from rootout.report.document import dump, scan_document
from rootout.report.text import findings_text, story_text
from rootout.report.timeline import timeline_text
from rootout.workflow.scan import reopen


@click.command(name="show")
@case_argument
@click.option("--findings", is_flag=True, help="List every finding with its advice.")
@click.option("--timeline", is_flag=True, help="Put everything in the order of time.")
@json_option
def command(case: str | None, findings: bool, timeline: bool, as_json: bool) -> None:
    """Tell the story of a case again."""
    opened, told = reopen(case)
    if as_json:
        click.echo(dump(scan_document(str(opened.path), told)))
    elif timeline:
        click.echo(timeline_text(told))
    elif findings:
        click.echo(findings_text(told.findings))
    else:
        click.echo(story_text(str(opened.path), told))
    opened.close()
