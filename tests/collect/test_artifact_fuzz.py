"""Every artifact over files that hold anything: no exception, and soon done."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.golden import cases

from rootout.collect.registry import load_artifacts
from rootout.collect.runner import collect, collect_one
from rootout.host.folder import FolderHost

ARTIFACTS = load_artifacts()
OF_FILES = {name: one for name, one in ARTIFACTS.items() if one.form in ("files", "tree")}
PARTS = [
    b"root",
    b":",
    b"x",
    b"0",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b" ",
    b"\t",
    b"=",
    b"[",
    b"]",
    b"#",
    b'"',
    b"'",
    b"\\",
    b"/",
    b"/tmp/k",
    b"*",
    b"@reboot",
    b"ssh-rsa ",
    b"AAAA",
    b"Exec",
    b"Start=",
    b"[Service]",
    b"Nov  1 00:00:00 h sshd[1]: ",
    b"Failed password for ",
    b" from 1.2.3.4 port 1 ssh2",
    b"\x0b",
    b"%",
    b"-",
    b"2026-02-30T00:00:00Z h sudo: ",
    b"message repeated 3 times: [ ",
    b"\x1f\x8b",
    b"9" * 30,
    b"Package: ",
    b"Include ",
    b"AuthorizedKeysFile ",
    b"\xe2\x80\xa8",
    b"0" * 32 + b"  ",
    b"/etc/passwd",
]
ANYTHING = st.one_of(
    st.binary(max_size=2000),
    st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=4)), max_size=60).map(b"".join),
)


def files_of(name: str) -> list[str]:
    """Return the paths of all files in the examples of an artifact."""
    found = set()
    for case in cases():
        if case.parent.name == name:
            root = case / "root"
            found.update(
                str(path.relative_to(root))
                for path in root.rglob("*")
                if path.is_file() and not path.is_symlink()
            )
    return sorted(found)


@contextmanager
def host_of(files: dict[str, bytes]) -> Iterator[FolderHost]:
    root = tempfile.mkdtemp()
    try:
        for path, data in files.items():
            place = Path(root, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        yield FolderHost(root)
    finally:
        shutil.rmtree(root)


@pytest.mark.parametrize("name", OF_FILES)
def test_anything_in_its_files_is_read_without_a_crash(name):
    paths = files_of(name) or ["etc/passwd"]

    @settings(max_examples=40, deadline=None)
    @given(st.dictionaries(st.sampled_from(paths), ANYTHING, min_size=1, max_size=4))
    def try_with(files):
        started = time.process_time()
        with host_of(files) as host:
            records, gaps = collect_one(OF_FILES[name], host)
        assert not [gap for gap in gaps if gap.reason == "crashed"]
        for record in records:
            assert record.id
            record.entities()
            tuple(record.ties())
        assert time.process_time() - started < 30

    try_with()


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted({path for name in ARTIFACTS for path in files_of(name)}) or ["x"]),
        ANYTHING,
        min_size=1,
        max_size=8,
    )
)
def test_a_whole_host_of_anything_is_read_without_a_crash(files):
    with host_of(files) as host:
        evidence = collect(host)
    assert not [gap for gap in evidence.gaps if gap.reason == "crashed"]


@pytest.mark.parametrize("name", OF_FILES)
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink(path, path)])
def test_odd_things_in_the_place_of_its_files_are_no_crash(name, make):
    with host_of({"etc/other": b""}) as host:
        for path in files_of(name):
            place = Path(host._root, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(place):
                make(place)
        _, gaps = collect_one(OF_FILES[name], host)
    assert not [gap for gap in gaps if gap.reason == "crashed"]
