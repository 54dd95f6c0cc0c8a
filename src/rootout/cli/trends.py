"""`rootout trends`."""

import sys
import time
from pathlib import Path

import click

from rootout.cli.options import fail_on_option, history_option, json_option
from rootout.errors import RootoutError
from rootout.model.finding import Severity, rank

FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
DAY, HOUR = 86400.0, 3600.0
MOST_DAYS = 14  # that are looked at
LEAST_DAYS = 3  # before, to know what is usual


@click.command(name="trends")
@click.option(
    "--days",
    type=click.IntRange(min=3, max=60),
    default=14,
    show_default=True,
    help="How many days before are compared with.",
)
@click.option(
    "--since",
    metavar="MOMENT",
    help="Look at all from 'YYYY-MM-DD HH:MM' on, at most 14 days, and compare with the days"
    " before it: for an intrusion that began then.  [default: 24 hours ago]",
)
@history_option
@click.option("--zabbix", "url", metavar="URL", help="Ask this Zabbix frontend instead.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The API token for it, in a file that only you can read.",
)
@click.option("--host", "name", metavar="NAME", help="Which host, as Zabbix names it.")
@click.option(
    "--zabbix-ca",
    "authority",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Certificates to trust beside the system's.",
)
@fail_on_option
@json_option
def command(
    days: int,
    since: str | None,
    history: Path | None,
    url: str | None,
    token_file: Path | None,
    name: str | None,
    authority: Path | None,
    fail_on: Severity,
    as_json: bool,
) -> None:
    """Tell what is unusual for the hour: the last 24 hours beside those of 14 days before.

    Says since when, and which programs are behind it. Needs the history of `rootout record`, or
    with --zabbix URL --token-file FILE --host NAME that of a Zabbix server, 6.0 or later.
    """
    from rootout.history.telling import Span
    from rootout.report.document import dump
    from rootout.report.trends import trends_document, trends_text
    from rootout.workflow.trends import ask_zabbix, own_trends

    until = time.time()
    begin = moment_of(since, until) if since else until - DAY
    span = Span(since=begin, until=until, days=days)
    if url is None:
        told = own_trends(history, span)
    elif token_file and name:
        told = ask_zabbix(url, token_file, authority, name, span)
    else:
        raise click.UsageError("--zabbix needs --token-file and --host.")
    click.echo(dump(trends_document(told)) if as_json else trends_text(told))
    if any(rank(one.severity) >= rank(fail_on) for one in told.findings):
        sys.exit(1)
    sys.exit(3 if told.known_days < LEAST_DAYS or told.pauses or told.lacks else 0)


def moment_of(text: str, now: float) -> float:
    """Read a local time; raise RootoutError for what is none, or too long ago."""
    for form in FORMATS:
        try:
            moment = time.mktime(time.strptime(text, form))
        except (ValueError, OverflowError):
            continue
        if now - MOST_DAYS * DAY <= moment <= now - HOUR:
            return moment
        hint = f"Give a time between {MOST_DAYS} days and one hour ago."
        raise RootoutError(f"{text!r} is not a time that can be looked at", hint)
    raise RootoutError(f"{text!r} is no time", "Give it as '2026-11-23 03:10'.")
