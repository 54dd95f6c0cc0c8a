"""`rootout scan`."""

import sys
from pathlib import Path

import click

from rootout.cli.options import fail_on_option, json_option
from rootout.cli.talk import progress
from rootout.model.finding import Severity


@click.command(name="scan")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    default="/",
    help="Look at a mounted disk or a copied tree instead of this server.",
)
@click.option("--case", "path", type=click.Path(path_type=Path), help="Keep the case here.")
@click.option("--fast", is_flag=True, help="Do not compare the content of packaged files.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also use the Sigma rules of this folder.",
)
@fail_on_option
@json_option
def command(
    root: str,
    path: Path | None,
    fast: bool,
    rules: tuple[Path, ...],
    fail_on: Severity,
    as_json: bool,
) -> None:
    """Look at this server, make a case, tell the story. Changes nothing."""
    from rootout.workflow.machine import open_host
    from rootout.workflow.scan import exit_code, scan

    host = open_host(root)
    case, told = scan(host, root=root, path=path, fast=fast, rules=rules, progress=progress())
    if as_json:
        from rootout.report.document import dump, scan_document

        click.echo(dump(scan_document(str(case.path), told)))
    else:
        from rootout.report.text import story_text

        click.echo(story_text(str(case.path), told))
    case.close()
    sys.exit(exit_code(told, fail_on))
