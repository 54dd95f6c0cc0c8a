import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.run import fresh, run
from tests.network import ATTACKER, HERE, OPERATOR, needs_root, wired
from tests.workflow.server import infected, write

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")


# As sshd does: the connection is held by a parent of what the operator runs.
LOGIN = """
import socket, subprocess, sys
with socket.create_server(("", 7022)) as server:
    print("ready", flush=True)
    connection = server.accept()[0]
    subprocess.run([sys.executable, "-m", "rootout", *sys.argv[1:]], stdin=subprocess.DEVNULL)
    print("done", flush=True)
    while data := connection.recv(9):
        connection.sendall(data)
"""


@pytest.fixture
def own_case(tmp_path: Path) -> str:
    """A case with one incident, of a server that has the name of this machine."""
    infected(tmp_path / "own")
    write(tmp_path / "own", "/etc/hostname", os.uname().nodename.encode())
    folder = str(tmp_path / "own-case")
    assert run("scan", "--root", str(tmp_path / "own"), "--case", folder).exit_code == 1
    return folder


def test_without_an_incident_nothing_is_contained(quiet_case: str) -> None:
    result = run("contain", quiet_case, "--yes")
    assert str(result.exception) == "the case has no incident"


def test_without_yes_and_without_a_terminal_nothing_is_changed(case: str) -> None:
    result = run("contain", case)
    assert result.exit_code == 0
    assert "Nothing was changed." in result.output


def test_the_case_of_another_server_is_not_carried_out_here(case: str) -> None:
    for more in (("--yes",), ("--isolate",), ("--confirm",)):
        assert "the case is of 'web1'" in fresh("contain", case, *more)


def test_help_tells_how_an_isolation_ends() -> None:
    said = " ".join(run("contain", "--help").output.split())
    for words in ("--isolate", "--confirm-within", "--confirm", "everything is let through again"):
        assert words in said


@needs_root
@needs_nft
def test_an_isolation_that_is_confirmed_stays_until_it_is_undone(own_case: str) -> None:
    isolate = ("contain", own_case, "--isolate", "--operator", OPERATOR, "--confirm-within", "60")
    with wired() as (_, there):
        assert f"everybody but {OPERATOR}, for 60 s" in fresh(*isolate)
        assert there.ask("keep", ATTACKER, HERE)
        said = fresh(*isolate, "--yes")
        assert "verified" in said, said
        assert f"rootout contain {own_case} --confirm" in said
        assert there.ask("reach", OPERATOR, HERE)
        assert not there.ask("use", ATTACKER, HERE)
        assert not there.ask("reach", ATTACKER, HERE)
        assert "until `rootout undo`" in fresh("contain", own_case, "--confirm")
        assert not there.ask("reach", ATTACKER, HERE)
        assert "undone" in fresh("undo", own_case)
        assert there.ask("reach", ATTACKER, HERE)
        assert "the time was over" in fresh("contain", own_case, "--confirm")


@needs_root
@needs_nft
def test_an_isolation_that_nobody_confirms_ends_by_itself(own_case: str) -> None:
    isolate = ("contain", own_case, "--isolate", "--operator", OPERATOR, "--confirm-within", "10")
    with wired() as (_, there):
        assert "verified" in fresh(*isolate, "--yes")
        assert not there.ask("reach", ATTACKER, HERE)
        end = time.monotonic() + 60
        while not there.ask("reach", ATTACKER, HERE):
            assert time.monotonic() < end
        while b'"undone"' not in (Path(own_case) / "journal.jsonl").read_bytes():
            assert time.monotonic() < end
        assert "there is nothing to take back" in fresh("undo", own_case)


@needs_root
@needs_nft
def test_the_operator_is_found_by_the_connection_and_stays_connected(own_case: str) -> None:
    command = [sys.executable, "-c", LOGIN, "contain", own_case, "--isolate", "--yes"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with wired() as (_, there), subprocess.Popen(command, text=True, **pipes) as login:
        assert login.stdout.readline() == "ready\n"
        # what is sent is answered once rootout has ended, so the answer comes through the isolation
        assert not there.ask("keep", OPERATOR, HERE, 7022)
        said = "".join(iter(login.stdout.readline, "done\n"))
        assert f"everybody but {OPERATOR}," in said, said
        assert there.ask("use", OPERATOR, HERE)
        assert there.ask("reach", OPERATOR, HERE)
        assert not there.ask("reach", ATTACKER, HERE)
        assert "undone" in fresh("undo", own_case)
        login.kill()


@needs_root
@needs_nft
def test_who_cannot_be_found_is_not_cut_off(own_case: str) -> None:
    with wired() as (_, there):
        said = fresh("contain", own_case, "--isolate", "--yes")
        assert "it is not known from where you are connected" in said
        assert there.ask("reach", ATTACKER, HERE)
