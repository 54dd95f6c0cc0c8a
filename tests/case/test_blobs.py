from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.case.blobs import Blobs
from rootout.errors import RootoutError


@given(st.binary())
def test_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    assert blobs.get(blobs.put(data)) == data


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.put(b"x")
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    before = kept.stat().st_mtime_ns
    blobs.put(b"x")
    assert kept.stat().st_mtime_ns == before


def test_what_is_kept_cannot_be_run_or_recognised(tmp_path: Path) -> None:
    program = b"#!/bin/sh\necho a web shell\n" * 10
    Blobs(tmp_path).put(program)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert b"web shell" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_missing_bytes_are_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(RootoutError, match="cannot be read"):
        Blobs(tmp_path).get("00" * 32)


def test_altered_bytes_are_never_handed_out(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"first")
    other = blobs.put(b"second")
    path = tmp_path / sha256[:2] / f"{sha256}.z"
    path.write_bytes((tmp_path / other[:2] / f"{other}.z").read_bytes())
    with pytest.raises(RootoutError, match="are not what was kept"):
        blobs.get(sha256)
    path.write_bytes(b"junk")
    with pytest.raises(RootoutError, match="cannot be read"):
        blobs.get(sha256)


def test_many_are_there_together_when_the_wait_ends(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with blobs.together():
        kept = [blobs.put(data) for data in (b"one", b"two", b"one")]
        assert not list(tmp_path.rglob("*.z"))
    assert [blobs.get(one) for one in kept] == [b"one", b"two", b"one"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".z"}


def test_what_was_put_before_a_failure_is_kept(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)

    def fail() -> None:
        with blobs.together():
            blobs.put(b"one")
            raise ValueError("meanwhile")

    with pytest.raises(ValueError, match="meanwhile"):
        fail()
    assert len(list(tmp_path.rglob("*.z"))) == 1
    assert blobs.get(blobs.put(b"two")) == b"two"
