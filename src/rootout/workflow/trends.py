"""The trends of this machine, or of a host that Zabbix knows."""

from pathlib import Path

from rootout.errors import RootoutError
from rootout.history.own import own_table
from rootout.history.store import History, default_history
from rootout.history.sysstat import READERS, arguments, sysstat_table
from rootout.history.table import Table
from rootout.history.telling import Span, Trends, joined, known_days, tell_trends
from rootout.history.zabbix.api import Api, read_token
from rootout.history.zabbix.table import zabbix_table
from rootout.host.api import Host
from rootout.host.files import FileTree
from rootout.host.program import TrustedPrograms
from rootout.workflow.machine import open_live


def own_trends(folder: Path | None, span: Span) -> Trends:
    """Tell the trends of this machine; of days that rootout did not record, what sysstat did.

    Raises RootoutError where there is no history at all.
    """
    host = open_live()
    table = own_table(History(folder or default_history()), span.since, span.until, span.days)
    if known_days(table, span.since) < span.days:
        table = joined((table, _of_sysstat(host, span)))
    if not table.hours:
        hint = "Run `rootout record` as a service; after three days it is known what is usual."
        raise RootoutError("this server has no history", hint)
    return tell_trends(table, host.name, host.packages.owner, span)


def _of_sysstat(host: Host, span: Span) -> Table:
    programs = TrustedPrograms(FileTree("/"), host.packages)

    def read(path: str) -> bytes:
        done = programs.run(READERS, arguments(path))
        done.require("sadf")
        return done.output

    return sysstat_table(host, read, span.since, span.until, span.days)


def ask_zabbix(url: str, token_file: Path, authority: Path | None, name: str, span: Span) -> Trends:
    """Tell the trends of a host that Zabbix knows; which programs it runs, nobody knows here.

    Raises RootoutError where the server, the token or the host will not do.
    """
    api = Api(url, read_token(token_file), authority)
    table = zabbix_table(api, name, span.since, span.until, span.days)
    return tell_trends(table, name, lambda _: None, span)
