"""Packed logs are unpacked a piece at a time, and what is before a damage is kept."""

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.weblog.unpacking import MOST, Damaged, pieces

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}
DATA = b"a line of a log\n" * 1000


def unpacked(data: bytes) -> bytes:
    return b"".join(pieces(io.BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PACKERS)
def test_every_way_of_packing_is_undone(name: str) -> None:
    assert unpacked(PACKERS[name](DATA)) == DATA


@pytest.mark.parametrize("name", PACKERS)
def test_packed_logs_can_be_joined(name: str) -> None:
    pack = PACKERS[name]
    assert unpacked(pack(DATA) + pack(b"more\n")) == DATA + b"more\n"


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
def test_a_log_that_ends_before_its_end_is_damaged(name: str) -> None:
    with pytest.raises(Damaged):
        unpacked(PACKERS[name](DATA)[:-6])


def test_zeros_behind_a_packed_log_are_nothing_but_other_bytes_are_damage() -> None:
    assert unpacked(gzip.compress(DATA) + b"\0" * 9) == DATA
    with pytest.raises(Damaged):
        unpacked(gzip.compress(DATA) + b"something else")


def test_a_bomb_is_unpacked_a_piece_at_a_time() -> None:
    bomb = io.BufferedReader(io.BytesIO(gzip.compress(b"\0" * 3 * MOST)))  # type: ignore[arg-type]
    assert max(len(piece) for piece in pieces(bomb)) <= MOST


def test_without_the_package_zstd_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(RootoutError):
        unpacked(zstandard.compress(DATA))


@given(
    st.sampled_from([b"", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"]), st.binary()
)
def test_any_bytes_are_unpacked_or_damaged(start: bytes, data: bytes) -> None:
    with suppress(Damaged):
        unpacked(start + data)
