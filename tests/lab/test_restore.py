"""Programs of packages that an intruder replaced come back, and what was there comes back too."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lab.changes import differences
from tests.lab.owner import assert_in_service
from tests.lab.server import Server

pytestmark = pytest.mark.lab
WRAPPER = '#!/bin/sh\nexec /usr/bin/.{name} "$@"\n'


def beside(server: Server) -> str:
    """Hide the original beside a wrapper, as rootkits do."""
    server.shell("mv /usr/bin/who /usr/bin/.who")
    return wrapped(server, "who")


def in_the_cache(server: Server) -> str:
    """Leave only a package in apt's cache that has the original, made here of the server's own."""
    make_package(server, server.root / "usr/bin/lsof", "lsof")
    return wrapped(server, "lsof")


def wrapped(server: Server, name: str) -> str:
    path = server.root / "usr/bin" / name
    path.unlink(missing_ok=True)
    path.write_text(WRAPPER.format(name=name))
    path.chmod(0o777)
    return f"/usr/bin/{name}"


def make_package(server: Server, program: Path, package: str) -> None:
    tree = server.folder / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "usr/bin").mkdir(parents=True)
    shutil.copy2(program, tree / "usr/bin")
    version = server.shell(f"dpkg-query -W -f '${{Version}}' {package}")
    fields = f"Package: {package}\nVersion: {version}\nArchitecture: amd64\n"
    (tree / "DEBIAN/control").write_text(f"{fields}Maintainer: lab\nDescription: lab\n")
    target = server.root / f"var/cache/apt/archives/{package}_{version}_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, target], check=True)


@pytest.mark.parametrize("replace", [beside, in_the_cache])
def test_the_original_comes_back_and_so_does_what_was_in_its_place(
    server: Server, replace: Callable[[Server], str]
) -> None:
    path = replace(server)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    before = server.changes()

    evicted = server.rootout("evict", case, "--yes", "--watch", "1")
    assert evicted.code == 0, evicted
    assert is_as_packaged(server, path)
    assert server.rootout("verify", case).code == 0

    undone = server.rootout("undo", case)
    assert undone.code == 0, undone
    assert differences(before, server.changes(), server.base.root) == {}


def test_a_changed_sshd_and_cron_are_restored_under_who_relies_on_them(server: Server) -> None:
    for name in ("sshd", "cron"):
        program = server.root / "usr/sbin" / name
        server.shell(f"mv /usr/sbin/{name} /usr/sbin/.{name}")
        program.write_bytes(program.with_name(f".{name}").read_bytes() + b"lab")
        program.chmod(0o755)
    server.shell("systemctl restart ssh cron")
    operator, somebody = server.operator(), server.operator()
    case = f"{server.rootout('scan', '--json').json()['case']}"

    evicted = server.rootout("evict", case, "--yes", "--watch", "1")
    assert evicted.code == 0, evicted
    assert "restart it: systemctl restart ssh.service" in evicted.stderr
    assert "restart it: systemctl restart cron.service" in evicted.stderr
    assert is_as_packaged(server, "/usr/sbin/sshd")
    assert is_as_packaged(server, "/usr/sbin/cron")
    assert operator.is_alive()
    assert somebody.is_alive()
    assert_in_service(server)


def is_as_packaged(server: Server, path: str) -> bool:
    original = server.base.root / path.lstrip("/")
    now = server.root / path.lstrip("/")
    package = server.shell(f"dpkg-query -S {path}").partition(":")[0]
    told = server.run("dpkg", "-V", package).stdout
    is_same = now.read_bytes() == original.read_bytes()
    return is_same and now.stat().st_mode == original.stat().st_mode and path not in told
