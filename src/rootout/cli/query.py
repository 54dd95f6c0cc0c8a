"""`rootout query`."""

import json

import click

from rootout.case.folder import default_cases, open_case
from rootout.cli.options import json_option
from rootout.report.safe import safe
from rootout.workflow.scan import record_types


@click.command(name="query")
@click.argument("words", nargs=-1, required=True, metavar="[CASE] SQL")
@json_option
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Ask the evidence of a case in SQL, one table per artifact.

    `rootout query "SELECT pid, name FROM processes WHERE is_deleted"`
    """
    *case, question = words
    opened = open_case(default_cases(), case[0] if case else None, record_types())
    columns, rows = opened.store.ask(question)
    if as_json:
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1))
    else:
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join("" if item is None else safe(str(item)) for item in row))
    opened.close()
