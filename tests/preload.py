"""Run a program of ours where a harmless library of ours is preloaded into everything."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rootout.errors import RootoutError
from rootout.host.syscall import open_kernel

SOURCE = Path(__file__).parent / "data/source/hide_names.c"
HIDDEN_NAME = "rootout-test-hidden"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: mount namespaces")


def build(folder: Path) -> Path:
    """Compile the library; skip the test where there is no compiler."""
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs gcc, to build a harmless preload library")
    library = folder / "hide_names.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True
    )
    return library


def run(folder: Path, script: str, **environment: str) -> dict[str, object]:
    """Run `script` in this interpreter and return the JSON object that it prints last."""
    return _run(folder, script, environment)


def run_infected(folder: Path, script: str, **environment: str) -> dict[str, object]:
    """Run `script` where /etc/ld.so.preload names our library, in a mount namespace of its own.

    There /etc also holds an empty file of the name that the library hides.
    """
    upper, work = folder / "upper", folder / "work"
    for path in (upper, work):
        path.mkdir()
    (upper / "ld.so.preload").write_text(f"{build(folder)}\n")
    options = f"lowerdir=/etc,upperdir={upper},workdir={work}".encode()
    (upper / HIDDEN_NAME).touch()
    try:
        kernel = open_kernel()
    except RootoutError as refused:
        pytest.skip(refused.message)

    def enter() -> None:
        kernel.unshare_mounts()
        kernel.call("mount", b"overlay", b"/etc", b"overlay", 0, options)

    return _run(folder, script, environment, enter)


def _run(folder: Path, script: str, environment: dict[str, str], enter=None) -> dict[str, object]:
    path = folder / "script.py"
    path.write_text(script)
    done = subprocess.run(
        [sys.executable, str(path), "an argument"],
        env={"PATH": "/usr/bin:/bin", **environment},
        preexec_fn=enter,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.splitlines()[-1])
