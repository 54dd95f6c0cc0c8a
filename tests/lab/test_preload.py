"""What blinds the server's own programs does not blind rootout, and is itself a finding."""

import pytest
from tests.lab.documents import at_least, entities, listed, pids
from tests.lab.intrusion.blind import LIBRARY, PRELOAD, WRAPPED, preload, wrap_programs
from tests.lab.intrusion.plant import intrude
from tests.lab.server import Server

pytestmark = pytest.mark.lab


def test_the_hiding_library_hides_one_name_and_one_process(server: Server) -> None:
    planted = intrude(server)
    pid = preload(planted)
    assert ".dbus-cache" not in server.shell("ls -a /usr/lib")
    assert f"{pid}" not in server.shell("ps -e -o pid=").split()
    python = "import os, sys; os.kill(int(sys.argv[1]), 0)"
    assert "ProcessLookupError" in server.run("python3", "-c", python, f"{pid}").stderr
    assert "No such file" in server.run("cat", planted.store).stderr
    assert pid in planted.pids().values()


def test_what_a_preload_library_hides_is_named_and_so_is_the_library(server: Server) -> None:
    planted = intrude(server)
    pid = preload(planted)
    document = server.rootout("scan", "--json").json()
    findings = at_least("high", listed(document, "findings"))
    named = entities(*findings)
    assert pid in pids(entities(*[one for one in findings if "hidden" in f"{one['rule']}"]))
    assert {("file", LIBRARY), ("file", PRELOAD)} & named
    assert any(key.startswith("/usr/lib/.dbus-cache") for kind, key in named if kind == "file"), (
        named
    )
    (incident,) = listed(document, "incidents")
    assert {("file", LIBRARY), ("file", planted.store)} <= entities(incident)
    assert set(planted.pids().values()) <= pids(entities(incident))


def test_eviction_takes_the_hook_out_first(server: Server) -> None:
    planted = intrude(server)
    preload(planted)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    steps = listed(server.rootout("plan", case, "--json").json(), "steps")
    eradicate = [step for step in steps if step["phase"] == "eradicate"]
    hooks = [step for step in steps if PRELOAD in f"{step['arguments']}"]
    assert hooks
    assert eradicate[0] in hooks or hooks[0]["phase"] == "contain"

    result = server.rootout("evict", case, "--yes")
    assert result.code == 0, result
    assert not (server.root / PRELOAD.lstrip("/")).exists()
    assert not (server.root / LIBRARY.lstrip("/")).exists()
    assert not (server.root / planted.store.lstrip("/")).exists()
    assert planted.pids() == {}


def test_the_wrappers_leave_out_what_they_should(server: Server) -> None:
    planted = intrude(server)
    assert server.shell("ss -tlnH; netstat -tln").count(f":{planted.port}") == 2
    wrap_programs(planted)
    shown = server.shell("ss -tlnH; netstat -tln")
    assert f":{planted.port}" not in shown
    assert shown.count("0.0.0.0:22") == 2
    assert not [name for name in planted.names if name in server.shell("ps -e")]


def test_wrapped_programs_change_nothing_in_what_is_seen(server: Server) -> None:
    planted = intrude(server)
    wrap_programs(planted)
    document = server.rootout("scan", "--json").json()
    (incident,) = listed(document, "incidents")
    named = entities(incident)
    assert set(planted.pids().values()) <= pids(named)
    assert {("port", f"tcp/{planted.port}"), ("address", planted.address)} <= named
    changed = entities(*at_least("high", listed(document, "findings")))
    assert {("file", path) for path in WRAPPED} <= changed
