"""A watch on a real server: silent while people work, awake for an intruder."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.lab.server import Server

pytestmark = pytest.mark.lab

PLANT = (
    "cp /bin/dash /dev/shm/.cache && "
    "(/dev/shm/.cache -c 'sleep 60; :' --donate-level 1 >/dev/null 2>&1 &)"
)
CASE = "/var/lib/rootout/cases/watch"


class Watching:
    """A watch that runs in a server, and what it has told."""

    def __init__(self, server: Server, process: "subprocess.Popen[str]") -> None:
        self.server, self.process = server, process
        self.told: list[dict[str, object]] = []

    def wait_for(self, kind: str, **wanted: object) -> dict[str, object]:
        """Read until something of this kind is told. Raises AssertionError where it never is."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            self.told.append(told)
            if told["kind"] == kind and wanted.items() <= told.items():
                return told
        raise AssertionError(f"no {kind} {wanted} in {self.told}")

    def end(self) -> list[dict[str, object]]:
        """End it by SIGTERM, and return all that it told."""
        self.server.shell("pkill -TERM -f 'rootout [w]atch'")
        out, _ = self.process.communicate(timeout=30)
        self.told += [json.loads(line) for line in out.splitlines()]
        assert self.process.returncode == 0
        return self.told


@contextmanager
def watching(server: Server, *words: str) -> Iterator[Watching]:
    argv = server.command(*server.rootout_argv("watch", "--json", "--seconds", "120", *words))
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        watch = Watching(server, process)
        watch.wait_for("watching")
        try:
            yield watch
        finally:
            server.run("pkill", "-KILL", "-f", "rootout [w]atch")


def states(server: Server, program: str) -> set[str]:
    found = server.shell(f"pgrep -f '^{program}' | xargs -r ps -o stat= -p").split()
    return {one[0] for one in found}


def test_a_clean_server_is_silent(server: Server) -> None:
    with watching(server, "--case", "/root/case") as watch:
        session = server.operator()
        server.fetch("/")
        server.shell("systemctl restart nginx cron; run-parts --test /etc/cron.daily")
        server.shell('su - alice -c \'id; python3 -c "import os; os.system(\\"true\\")"\' || true')
        server.shell("apt-get --version; dpkg -l; find /etc -name '*.conf' | xargs -r cat")
        assert session.is_alive()
        time.sleep(3)
        told = watch.end()
    assert [one for one in told if one["kind"] != "watching"] == []


def test_an_intruder_is_told_and_nothing_is_touched(server: Server) -> None:
    with watching(server) as watch:
        server.shell(PLANT)
        told = watch.wait_for("finding", rule="miner")
        assert told["process"]["executable"] == "/dev/shm/.cache"
        assert told["process"]["user"] == "root"
        assert "F" not in states(server, "/dev/shm/.cache")


def test_a_frozen_intruder_stands_still_and_undo_lets_him_go(server: Server) -> None:
    with watching(server, "--freeze", "high", "--case", CASE) as watch:
        server.shell(PLANT)
        done = watch.wait_for("freeze", state="verified")
        pid = done["process"]["pid"]
        assert server.run("grep", "-q", "rootout", f"/proc/{pid}/cgroup").code == 0
        server.shell("kill -CONT $(pgrep -f '^/dev/shm/.cache'); sleep 0.2")
        used = server.shell(f"cut -d' ' -f14,15 /proc/{pid}/stat")
        assert server.rootout("undo", CASE).code == 0
        assert server.run("grep", "-q", "rootout", f"/proc/{pid}/cgroup").code == 1
        assert used == server.shell(f"cut -d' ' -f14,15 /proc/{pid}/stat")
        server.shell(f"kill -9 {pid}")
        watch.end()
    assert "miner" in server.rootout("show", CASE, "--json").stdout


def test_a_shell_of_the_web_server_is_frozen_and_the_web_server_is_not(server: Server) -> None:
    page = "<?php $p = proc_open(['/bin/sh', '-i'], [['pipe', 'r']], $x); sleep(5);"
    server.shell(f"cat > /srv/www/own-test.php <<'EOF'\n{page}\nEOF")
    with watching(server, "--freeze", "high", "--case", CASE) as watch:
        with subprocess.Popen(
            server.command("curl", "-s", "-m", "3", "http://127.0.0.1/own-test.php")
        ):
            done = watch.wait_for("freeze", state="verified")
        assert done["process"]["arguments"] == ["/bin/sh", "-i"]
        assert done["process"]["user"] == "www-data"
        assert server.shell("systemctl is-active nginx").strip() == "active"
        assert server.fetch("/")
        server.rootout("undo", CASE)


def test_a_job_that_the_web_server_writes_is_told(server: Server) -> None:
    page = "<?php file_put_contents('/var/spool/cron/crontabs/www-data', '# nothing');"
    server.shell("chmod 777 /var/spool/cron/crontabs")
    server.shell(f"cat > /srv/www/own-test.php <<'EOF'\n{page}\nEOF")
    with watching(server) as watch:
        server.fetch("/own-test.php")
        told = watch.wait_for("finding", rule="stranger_writes_where_programs_start")
    assert told["file"]["path"] == "/var/spool/cron/crontabs/www-data"
    assert told["process"]["user"] == "www-data"
