"""What is said on stderr while work goes on; stdout is for data."""

import sys
from collections.abc import Callable

import click

from rootout.model.plan import Plan
from rootout.report.safe import safe
from rootout.report.text import plan_text


def progress() -> Callable[[str], None]:
    """Return a function that shows what is being read, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda name: click.echo(
        f"\r\033[K{f'looking at {name}' * bool(name)}", err=True, nl=False
    )


def say(line: str) -> None:
    """Print one line of talk, harmless whatever a host put into it."""
    click.echo(safe(line), err=True)


def agreed(plan: Plan, *, yes: bool) -> bool:
    """Show the plan and ask, unless `yes`; without a terminal the answer is no."""
    if yes:
        return True
    click.echo(plan_text(plan))
    if not sys.stdin.isatty():
        say("Nothing was changed. Add --yes to carry this out.")
        return False
    return click.confirm("Carry this out?", err=True)
