"""What is said on stderr while work goes on; stdout is for data."""

import sys
from collections.abc import Callable

import click


def progress() -> Callable[[str], None]:
    """Return a function that shows what is being read, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda name: click.echo(f"\r\033[Klooking at {name} ", err=True, nl=not name)


def say(line: str) -> None:
    """Print one line of talk."""
    click.echo(line, err=True)
