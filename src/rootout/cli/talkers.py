"""`rootout talkers`."""

import sys

import click

from rootout.cli.options import json_option
from rootout.cli.talk import progress
from rootout.traffic.talkers import Order


@click.command(name="talkers")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1, max=3600),
    default=10,
    show_default=True,
    help="How long to listen.",
)
@click.option("--packets", type=click.IntRange(min=1), help="Stop after so many packets.")
@click.option("-i", "--interface", metavar="NAME", help="Listen on this one only.")
@click.option("--port", type=click.IntRange(1, 65535), help="Only flows of this port.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(("bytes", "packets", "connections")),
    default="bytes",
    show_default=True,
    help="What makes a talker great; connections are new ones.",
)
@click.option("--top", type=click.IntRange(min=1), default=25, show_default=True, metavar="COUNT")
@json_option
def command(
    seconds: float,
    packets: int | None,
    interface: str | None,
    port: int | None,
    order: Order,
    top: int,
    as_json: bool,
) -> None:
    """Tell who talks most on the wire, both directions, and which program is behind it.

    Nothing is changed, and no interface is made promiscuous. Without root, TCP connections are
    compared instead. Offloading cards hand over several packets as one.
    """
    from rootout.report.document import dump
    from rootout.report.talkers import talkers_document, talkers_text
    from rootout.workflow.machine import open_live
    from rootout.workflow.talkers import Wanted, listen

    show = progress()
    wanted = Wanted(seconds=seconds, packets=packets, interface=interface, port=port, order=order)
    talk = listen(open_live(), wanted, show)
    show("")
    click.echo(dump(talkers_document(talk, top)) if as_json else talkers_text(talk, top))
    sys.exit(3 if talk.lost or talk.hint else 0)
