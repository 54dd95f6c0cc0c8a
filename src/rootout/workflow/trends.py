"""The trends of this machine, or of a host that Zabbix knows."""

from pathlib import Path

from rootout.errors import RootoutError
from rootout.history.own import own_table
from rootout.history.store import History, default_history
from rootout.history.telling import Span, Trends, tell_trends
from rootout.history.zabbix.api import Api, read_token
from rootout.history.zabbix.table import zabbix_table
from rootout.workflow.machine import open_live


def own_trends(folder: Path | None, span: Span) -> Trends:
    """Tell the trends of this machine. Raises RootoutError where it has no history."""
    host = open_live()
    table = own_table(History(folder or default_history()), span.since, span.until, span.days)
    if not table.hours:
        hint = "Run `rootout record` as a service; after three days it is known what is usual."
        raise RootoutError("this server has no history", hint)
    return tell_trends(table, host.name, host.packages.owner, span)


def ask_zabbix(url: str, token_file: Path, authority: Path | None, name: str, span: Span) -> Trends:
    """Tell the trends of a host that Zabbix knows; which programs it runs, nobody knows here.

    Raises RootoutError where the server, the token or the host will not do.
    """
    api = Api(url, read_token(token_file), authority)
    table = zabbix_table(api, name, span.since, span.until, span.days)
    return tell_trends(table, name, lambda _: None, span)
