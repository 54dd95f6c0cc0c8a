"""A plan that is saved, edited and carried out on a whole server, and one rootout at a time."""

import json
import shlex
import subprocess
import time

import pytest
from tests.lab.documents import Document, listed
from tests.lab.intrusion.plant import intrude
from tests.lab.network import ATTACKER
from tests.lab.server import Server

pytestmark = pytest.mark.lab

FILE = "/root/plan.json"


def save(server: Server, plan: Document) -> None:
    (server.root / FILE.lstrip("/")).write_text(json.dumps(plan))


def blocked(server: Server) -> bool:
    return ATTACKER in server.shell("nft list table inet rootout 2>/dev/null || true")


def test_an_edited_plan_is_carried_out_step_by_step(server: Server) -> None:
    operator = server.operator()
    planted = intrude(server, leave_open=True)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    whole = server.rootout("plan", case, "--json").json()
    phases = [f"{step['phase']}" for step in listed(whole, "steps")]
    assert list(dict.fromkeys(phases)) == ["contain", "preserve", "eradicate", "verify", "watch"]

    invented = {**listed(whole, "steps")[-3], "arguments": {"path": "/etc/hostname"}}
    save(server, {**whole, "steps": [*listed(whole, "steps")[:-3], invented]})
    refused = server.rootout("evict", case, "--yes", "--plan", FILE)
    assert refused.code == 2
    assert "none that was planned" in refused.stderr

    kept = [one for one in listed(whole, "steps") if one["action"] != "block_address"]
    save(server, {**whole, "steps": kept})
    assert server.rootout("contain", case, "--yes", "--plan", FILE).code == 0
    assert planted.pids(), "they are frozen, not gone"
    assert not blocked(server)

    said = _evict_while_another_is_refused(server, case)
    assert "would have run at" in said
    assert planted.pids() == {}
    assert not blocked(server), "what was taken out of the plan stays undone"
    assert operator.is_alive()
    assert server.rootout("contain", case, "--yes", "--only", "block_address").code == 0
    assert blocked(server)


def _evict_while_another_is_refused(server: Server, case: str) -> str:
    """Return what an eviction says that lasts past the next run of every launcher."""
    command = server.command(*server.rootout_argv("evict", case, "--yes", "--plan", FILE))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    started = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, **pipes) as running:  # type: ignore[call-overload]
        lines = []
        for line in running.stdout:
            lines.append(line)
            if line.startswith("watching"):
                again = server.rootout("undo", case)
                assert again.code == 2
                assert "another rootout" in again.stderr
    said = "".join(lines)
    assert running.returncode == 0, said
    assert time.monotonic() - started >= 75
    return said


def test_steps_are_chosen_by_name_and_taken_back_one_by_one(server: Server) -> None:
    intrude(server)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    only = ("--only", "remove_file", "--without", "watch")
    evicted = server.rootout("evict", case, "--yes", *only)
    assert evicted.code == 4, "the rest is still there, and that is said"
    done = server.rootout("undo", case, "--list").stdout.splitlines()
    assert done
    assert all("remove the launcher" in line for line in done)
    number = done[0].split("step ")[1].partition(":")[0]
    path = shlex.split(done[0])[-1]
    assert not server.shell(f"ls {path} 2>/dev/null || true")
    assert server.rootout("undo", case, "--step", number).code == 0
    assert server.shell(f"ls {path}").strip() == path
    assert server.rootout("undo", case, "--step", "999").code == 2
