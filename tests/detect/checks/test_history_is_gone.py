"""Accounts that work and write nothing down."""

import pytest
from tests.detect.examples import NOON, example, judged

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.history_files import HistoryFile
from rootout.collect.artifacts.logins import Login
from rootout.collect.artifacts.shell_profiles import ProfileLine
from rootout.detect.checks.history_is_gone import judge

BOB = example(Account, name="bob", shell="/bin/bash", home="/home/bob")


def logins(number: int = 10, terminal: str = "pts/0", event="login"):
    common = {"user": "bob", "event": event, "terminal": terminal}
    return [
        example(Login, "/var/log/wtmp", line + 1, time=NOON + line, **common)
        for line in range(number)
    ]


def history(state, name=".bash_history"):
    return example(HistoryFile, f"/home/bob/{name}", user="bob", state=state)


def moved(path):
    return example(ProfileLine, path, 1, user="bob", command="HISTFILE=/srv/h", sets="HISTFILE")


@pytest.mark.parametrize(
    ("kept", "what"),
    [
        ((history("empty"),), "is empty"),
        ((), "is missing"),
        ((history("kept", ".mysql_history"),), "is missing"),
    ],
)
def test_account_that_wrote_nothing_down_is_found(kept, what):
    (found,) = judged(judge, BOB, *logins(), *kept)
    assert (found.severity, found.confidence) == ("low", "low")
    assert found.why == (
        f"The account bob logged in 10 times with a terminal, but the history of its shell {what}."
    )


@pytest.mark.parametrize(
    "records",
    [
        (BOB, *logins(9)),
        (BOB, *logins(terminal="ssh")),
        (BOB, *logins(event="failed")),
        (BOB, *logins(), history("kept")),
        (BOB, *logins(), history("empty"), history("kept", ".zsh_history")),
        (BOB, *logins(), history("link")),
        (BOB, *logins(), moved("/home/bob/.bashrc")),
        (BOB, *logins(), moved("/etc/profile.d/history.sh")),
        (example(Account, name="bob", shell="/bin/sh"), *logins()),
        (example(Account, name="eve", shell="/bin/bash"), *logins()),
    ],
)
def test_account_that_does_or_that_need_not_is_left_alone(records):
    assert judged(judge, *records) == []
