"""`rootout export`."""

import sys
from pathlib import Path

import click

from rootout.cli.options import case_argument
from rootout.cli.talk import say


@click.command(name="export")
@case_argument
@click.option("-o", "target", metavar="FILE", help="Write here; - is standard output.")
@click.option("--recipient", metavar="AGE1...", help="Encrypt for this age public key.")
def command(case: str | None, target: str | None, recipient: str | None) -> None:
    """Write a case to one archive whose manifest `sha256sum -c` checks. Changes nothing."""
    from rootout.case.folder import default_cases, open_case
    from rootout.workflow.export import export, new_file
    from rootout.workflow.scan import record_types

    opened = open_case(default_cases(), case, record_types())
    if target == "-":
        export(opened, sys.stdout.buffer, recipient)
    else:
        path = Path(target or f"{opened.id}.tar.gz{'.age' if recipient else ''}")
        with new_file(path) as out:
            count = export(opened, out, recipient)
        say(f"{count} files of the case are in {path}.")
    opened.close()
