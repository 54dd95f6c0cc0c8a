"""An account that people work with, and whose shells have written nothing down.

Machines log in without a terminal and type nothing, so only logins with one count. Who deletes the
own history for privacy does the same as who covers their tracks: it is a question, and no more.
"""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.history_files import HistoryFile
from rootout.collect.artifacts.logins import Login
from rootout.collect.artifacts.shell_profiles import ProfileLine
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Record

ENOUGH = 10  # logins
SHELLS = ("/bash", "/zsh", "/fish", "/ksh")  # that keep a history without being asked to


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Accounts that logged in often, and have an empty history or none at all."""
    logins: dict[str, list[Login]] = defaultdict(list)
    for login in evidence.of(Login):
        if login.event == "login" and login.terminal.startswith(("pts/", "tty")):
            logins[login.user].append(login)
    histories: dict[str, list[HistoryFile]] = defaultdict(list)
    for history in evidence.of(HistoryFile):
        if history.is_of_shell:
            histories[history.user].append(history)
    moved = {_reader(line) for line in evidence.of(ProfileLine) if line.sets == "HISTFILE"}
    for account in evidence.of(Account):
        often = logins[account.name]
        kept = histories[account.name]
        is_elsewhere = not moved.isdisjoint((account.name, ""))
        is_doubtful = all(one.state == "empty" for one in kept) and not is_elsewhere
        if is_doubtful and len(often) >= ENOUGH and account.shell.endswith(SHELLS):
            yield _finding(account, often, kept)


def _reader(line: ProfileLine) -> str:
    """Return whose shells read a line; nothing where everybody's do."""
    return "" if line.origin.path.startswith("/etc/") else line.user


def _finding(account: Account, logins: list[Login], histories: list[HistoryFile]) -> Finding:
    what = "is empty" if histories else "is missing"
    records: tuple[Record, ...] = (account, logins[-1], *histories)
    return Finding(
        rule="history_is_gone",
        title="Nothing was written down of what an account did",
        severity="low",
        confidence="low",
        techniques=("T1070.003",),
        records=tuple(one.id for one in records),
        entities=(Entity("account", account.name),),
        why=f"The account {shorten(account.name)} logged in {len(logins)} times with a terminal, "
        f"but the history of its shell {what}.",
        advice="Ask whoever owns the account whether that is theirs.",
    )
