"""`rootout record`."""

from pathlib import Path

import click

from rootout.cli.options import history_option
from rootout.cli.talk import say


@click.command(name="record")
@history_option
@click.option(
    "--looks", type=click.IntRange(min=1), metavar="COUNT", help="Stop after so many looks."
)
@click.option(
    "--every",
    "seconds",
    type=click.FloatRange(min=1, max=60),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="From one look to the next.",
)
def command(history: Path | None, looks: int | None, seconds: float) -> None:
    """Write down each 10 s what this server does, for `rootout trends`.

    Runs until it is stopped; `docs/history.md` has a unit for systemd. Costs less than half a
    percent of one core and at most 256 MiB of disk.
    """
    from rootout.history.store import default_history
    from rootout.workflow.machine import open_live
    from rootout.workflow.record import record

    record(open_live(), history or default_history(), seconds=seconds, looks=looks, say=say)
