"""`rootout watch`."""

from pathlib import Path

import click

from rootout.cli.talk import say
from rootout.model.record import Gap
from rootout.watch.sighting import Sighting


@click.command(name="watch")
@click.option("--seconds", type=click.FloatRange(min=0), help="End after so long; else never.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also use the Sigma rules of this folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def command(seconds: float | None, rules: tuple[Path, ...], as_json: bool) -> None:
    """Tell of every suspicious program the moment it starts. Changes nothing.

    Nothing is printed while there is nothing to tell. Ends with SIGTERM or Ctrl-C.
    """
    import json
    import time

    from rootout.detect.engine import load_rules
    from rootout.report.watch import gap_json, gap_text, sighting_json, sighting_text
    from rootout.watch.service import watch

    def tell(sighting: Sighting) -> None:
        click.echo(sighting_json(sighting) if as_json else sighting_text(sighting))

    def gap(missed: Gap) -> None:
        write = gap_json if as_json else gap_text
        click.echo(write(missed, time.time()))

    def ready(processes: int) -> None:
        if as_json:
            click.echo(json.dumps({"kind": "watching", "time": time.time()}))
        say(f"watching from now on, with {processes} processes; end it with Ctrl-C")

    watch(load_rules(rules), tell, gap, seconds, ready)
