"""`rootout zabbix`."""

import time
from pathlib import Path

import click

from rootout.cli.options import history_option
from rootout.cli.talk import say
from rootout.errors import RootoutError

PORT = 10051


@click.group(name="zabbix")
def command() -> None:
    """Give the history of this server to Zabbix; to read it back, see `rootout trends --zabbix`."""


@command.command(name="template")
def template_command() -> None:
    """Print the template to import, for Zabbix 6.0 and later."""
    from rootout.history.zabbix.template import template

    click.echo(template(), nl=False)


@command.command(name="send")
@click.option("--server", required=True, metavar="HOST[:PORT]", help="Its trapper port is 10051.")
@click.option(
    "--host", "name", metavar="NAME", help="This server's name there.  [default: its own]"
)
@history_option
def send_command(server: str, name: str | None, history: Path | None) -> None:
    """Send the minutes of `rootout record` that were not sent yet; run it each minute.

    Nothing is lost while the server is away for less than two days. The protocol is not
    encrypted: go through a tunnel where the way is not your own.
    """
    from rootout.history.store import History, default_history
    from rootout.history.zabbix.sender import send_news
    from rootout.workflow.machine import open_live

    where = History(history or default_history())
    count = send_news(where, _address(server), name or open_live().name, time.time())
    say(f"{count} minutes were sent to {server}")


def _address(text: str) -> tuple[str, int]:
    """Read an address with or without a port; IPv6 with one is in brackets."""
    host, _, port = text.rpartition(":") if "]" not in text.rpartition(":")[2] else (text, "", "")
    if not host or (":" in host and not host.startswith("[")):
        host, port = text, ""
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise RootoutError(f"{text!r} is no address", "Give it as zabbix.example.org:10051.")
    return host.strip("[]"), int(port or PORT)
