"""`rootout webshell`."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from rootout.cli.options import fail_on_option, json_option
from rootout.cli.talk import progress
from rootout.model.finding import Severity, rank


@click.command(name="webshell")
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR...",
)
@click.option(
    "--baseline",
    "clean",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A clean copy of the application: only what differs from it is judged, and harder.",
)
@fail_on_option
@json_option
def command(
    folders: tuple[Path, ...], clean: Path | None, fail_on: Severity, as_json: bool
) -> None:
    """Find web shells below folders, by four witnesses. Runs nothing and changes nothing."""
    from rootout.webshell.baseline import Baseline
    from rootout.webshell.search import search

    show = progress()
    if clean is None:
        found = search(folders, progress=lambda count: show(f"file {count}"))
    else:
        baseline = Baseline(clean, folders)
        found = search(folders, known=baseline.is_same, progress=lambda n: show(f"file {n}"))
        found = replace(found, found=tuple(map(baseline.judged, found.found)))
    show("")
    if as_json:
        from rootout.report.document import dump
        from rootout.report.webshell import webshell_document

        click.echo(dump(webshell_document(found)))
    else:
        from rootout.report.webshell import webshell_text

        click.echo(webshell_text(found))
    if any(rank(one.verdict.severity) >= rank(fail_on) for one in found.found):
        sys.exit(1)
    sys.exit(3 if found.unreadable else 0)
