"""`rootout verify`."""

import sys

import click

from rootout.cli.options import case_argument, json_option
from rootout.report.document import dump, verdict_document
from rootout.report.text import verdicts_text
from rootout.workflow.evict import require_incident
from rootout.workflow.machine import open_host
from rootout.workflow.scan import reopen
from rootout.workflow.verify import verify

FAILED = 4


@click.command(name="verify")
@case_argument
@json_option
def command(case: str | None, as_json: bool) -> None:
    """Look again: is everything of a case still gone?"""
    opened, told = reopen(case)
    require_incident(told)
    verdicts = verify(opened, open_host(told.scan.root), told)
    document = verdict_document(opened.id, verdicts)
    click.echo(dump(document) if as_json else verdicts_text(verdicts))
    opened.close()
    sys.exit(FAILED if any(one.state == "returned" for one in verdicts) else 0)
