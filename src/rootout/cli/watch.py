"""`rootout watch`."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rootout.cli.talk import say
from rootout.model.finding import SEVERITIES, Severity
from rootout.model.record import Gap

if TYPE_CHECKING:
    from rootout.watch.sighting import Reaction, Sighting


@click.command(name="watch")
@click.option("--seconds", type=click.FloatRange(min=0), help="End after so long; else never.")
@click.option("--case", "path", type=click.Path(path_type=Path), help="Keep what is seen here.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also use the Sigma rules of this folder.",
)
@click.option(
    "--freeze",
    "level",
    type=click.Choice(SEVERITIES),
    help="Hold the processes of findings from this severity on; `rootout undo` lets them go.",
)
@click.option(
    "--freeze-per-hour",
    "an_hour",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Hold so many within an hour, and no more.",
)
@click.option(
    "--never",
    multiple=True,
    metavar="NAME",
    help="Never hold this program (name or path) or what this account runs.",
)
@click.option("--unit", is_flag=True, help="Print a systemd unit that does this, and end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def command(
    seconds: float | None,
    path: Path | None,
    rules: tuple[Path, ...],
    level: Severity | None,
    an_hour: int,
    never: tuple[str, ...],
    unit: bool,
    as_json: bool,
) -> None:
    """Tell of every suspicious program the moment it starts. Without --freeze changes nothing.

    Nothing is printed while there is nothing to tell. Ends with SIGTERM or Ctrl-C.
    """
    if unit:
        from rootout.report.watch_unit import unit_text

        words = [word for word in sys.argv[1:] if word != "--unit"]
        click.echo(unit_text(words), nl=False)
        return
    from rootout.detect.engine import load_rules
    from rootout.watch.reflex import Bounds
    from rootout.watch.service import watch

    bounds = Bounds(level=level, an_hour=an_hour, never=frozenset(never)) if level else None
    listener = _Lines(as_json=as_json)
    watch(load_rules(rules), listener, seconds=seconds, path=path, bounds=bounds)


class _Lines:
    """Prints each thing as it is heard."""

    def __init__(self, *, as_json: bool) -> None:
        from rootout.report import watch, watch_lines

        self._as_json = as_json
        self._form = watch_lines if as_json else watch

    def ready(self, processes: int, case: str | None) -> None:
        from rootout.watch.notify import notify

        notify("READY=1")
        if self._as_json:
            click.echo(json.dumps({"kind": "watching", "time": time.time(), "case": case}))
        where = f", case {case}" if case else ""
        say(f"watching from now on, with {processes} processes{where}; end it with Ctrl-C")

    def sighting(self, sighting: "Sighting") -> None:
        click.echo(self._form.sighting(sighting))

    def reaction(self, reaction: "Reaction") -> None:
        click.echo(self._form.reaction(reaction))

    def gap(self, gap: Gap) -> None:
        click.echo(self._form.gap(gap, time.time()))
