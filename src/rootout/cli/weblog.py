"""`rootout weblog`."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rootout.cli.options import fail_on_option, json_option
from rootout.cli.talk import progress, say
from rootout.model.finding import Severity, rank
from rootout.weblog.addresses import address_of

if TYPE_CHECKING:
    from rootout.weblog.outcome import Weblog

MEGABYTE = 1_000_000


@click.command(name="weblog")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option(
    "--format",
    "layout_text",
    metavar="FORMAT",
    help="nginx' log_format or Apache's LogFormat, where it is none of the usual ones.",
)
@click.option(
    "--spare",
    multiple=True,
    metavar="NETWORK",
    help="Never propose to block this address or network: a search engine, a monitor.",
)
@click.option(
    "--web-root",
    "web_roots",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Find the files that were asked for below this folder.",
)
@click.option(
    "--geoip",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell where attackers are, by this .mmdb file.",
)
@click.option(
    "--parquet",
    type=click.Path(path_type=Path),
    help="Keep the requests, one row each, in this file.",
)
@click.option("--case", "path", type=click.Path(path_type=Path), help="Keep the case here.")
@click.option("--follow", is_flag=True, help="Go on reading, and tell what happens as it does.")
@fail_on_option
@json_option
def command(
    logs: tuple[str, ...],
    layout_text: str | None,
    spare: tuple[str, ...],
    web_roots: tuple[Path, ...],
    geoip: tuple[Path, ...],
    parquet: Path | None,
    path: Path | None,
    follow: bool,
    fail_on: Severity,
    as_json: bool,
) -> None:
    """Tell from access logs who attacked what, and whether it worked. Changes nothing.

    LOG is a file, also .gz, .bz2, .xz or .zst; `-` is standard input. Several are read as one.
    """
    from rootout.weblog.blocks import network_of
    from rootout.weblog.layout import layout_of
    from rootout.workflow.weblog import read_logs

    layout = layout_of(layout_text) if layout_text else None
    if follow:
        from rootout.cli.follow import follow_logs

        follow_logs(logs, layout, as_json=as_json)
        return
    show = progress()
    weblog = read_logs(
        logs,
        layout=layout,
        spared=tuple(map(network_of, (*spare, *_own_address()))),
        web_roots=web_roots,
        parquet=parquet,
        progress=lambda name, done: show(f"{name}: {done // MEGABYTE} MB"),
    )
    show("")
    _tell(weblog, path, geoip, as_json=as_json)
    if any(rank(one.severity) >= rank(fail_on) for one in weblog.told.findings):
        sys.exit(1)
    sys.exit(3 if weblog.analysis.tally.damaged else 0)


def _own_address() -> tuple[str, ...]:
    """Return from where the operator says to come; what is spared wrongly is only not proposed."""
    words = os.environ.get("SSH_CONNECTION", "").split()
    return (words[0],) if words and address_of(words[0]) else ()


def _tell(weblog: "Weblog", path: Path | None, geoip: tuple[Path, ...], *, as_json: bool) -> None:
    from rootout.report.document import dump
    from rootout.report.weblog import weblog_document, weblog_text
    from rootout.weblog.geography import Geography
    from rootout.workflow.weblog import keep

    with Geography(geoip) if geoip else nullcontext() as geography:
        where = geography.where if geography else None
        click.echo(dump(weblog_document(weblog, where)) if as_json else weblog_text(weblog, where))
    if path or (weblog.analysis.block and not as_json):
        case = keep(weblog, path)
        case.close()
        say(f"Kept in {case.path}. To block who attacked: rootout contain {case.path}")
