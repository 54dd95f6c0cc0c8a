"""Options and arguments that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rootout.model.finding import SEVERITIES

F = TypeVar("F", bound=Callable[..., Any])

case_argument = click.argument("case", required=False)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="high",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
STEP = "a number of the plan, a phase (contain, eradicate) or an action (freeze_process)"
only_option = click.option("--only", multiple=True, metavar="STEP", help=f"Only this step: {STEP}.")
without_option = click.option(
    "--without", multiple=True, metavar="STEP", help="Leave this step out; named in the same way."
)
history_option = click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the history is kept.  [default: /var/lib/rootout/history]",
)
plan_option = click.option(
    "--plan",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Carry out the plan in this file: what `plan --json` wrote, steps taken out or moved.",
)
