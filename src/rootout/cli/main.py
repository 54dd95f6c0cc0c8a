"""The entry point: finds the command that was asked for, and loads only that."""

import sys
from importlib import import_module

import click

from rootout import __version__
from rootout.errors import RootoutError
from rootout.host.urgency import hurry, is_starved
from rootout.report.safe import safe

COMMANDS = {
    "scan": "Look at this server, make a case, tell the story. Changes nothing.",
    "show": "Tell the story of a case again.",
    "query": "Ask the evidence of a case in SQL, one table per artifact.",
    "plan": "Show what would be done about a case, and why.",
    "contain": "Do only the reversible half: freeze, cut, block, lock, isolate.",
    "evict": "End the intrusion: contain, keep evidence, eradicate, verify, watch.",
    "verify": "Look again: is everything of a case still gone?",
    "undo": "Take back what was done to this server.",
    "export": "Write a case to one archive.",
    "weblog": "Tell from access logs who attacked what, and whether it worked. Changes nothing.",
    "trends": "Tell what is unusual for the hour, beside the last 14 days. Changes nothing.",
    "zabbix": "Give the history of this server to Zabbix: template and sender.",
    "talkers": "Tell who talks most on the wire, and which program it is. Changes nothing.",
    "record": "Write down each 10 s what this server does, for trends.",
    "watch": "Tell of every suspicious program the moment it starts.",
    "webshell": "Find web shells below folders. Changes nothing.",
}
USAGE = 2


class Lazy(click.Group):
    """A group whose commands are modules of this package, imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a person needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return what it defines."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"rootout.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module defines one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rootout")
def rootout() -> None:
    """Tell what happened on a hacked Linux server, end it, prove it, and take it back.

    Start with `rootout scan`. Exit codes: 0 nothing found and nothing unseen, 1 findings,
    2 usage, 3 nothing found but evidence is incomplete, 4 an action failed or did not hold.
    """


def main() -> None:
    """Run the command line; a failure that a person can act on ends with its hint.

    Where a thousand processes of an intruder leave it no time to run, it runs before them.
    """
    if is_starved():
        hurry()
    try:
        rootout(prog_name="rootout")
    except RootoutError as error:
        click.echo(f"rootout: {safe(error.message)}\n  hint: {safe(error.hint)}", err=True)
        sys.exit(USAGE)
