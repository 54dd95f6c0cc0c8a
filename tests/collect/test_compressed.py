import bz2
import gzip
import lzma
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.compressed import MOST_BYTES, unpacked


def test_what_is_not_packed_is_as_it_is():
    assert unpacked(b"plain") == (b"plain", None)
    assert unpacked(b"") == (b"", None)


def test_joined_and_padded_gzip_files_are_unpacked():
    assert unpacked(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0") == (b"ab", None)


@pytest.mark.parametrize("pack", [lzma.compress, bz2.compress])
def test_other_formats_are_not_read_and_that_is_said(pack):
    assert unpacked(pack(b"a")) == (b"", "unsupported")


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:3] + b"\xff" * 99])
def test_a_damaged_file_gives_what_it_can(damage):
    text, reason = unpacked(damage(gzip.compress(b"abc" * 1000)))
    assert b"abc".startswith(text[:3])
    assert reason == "malformed"


def test_what_follows_a_packed_file_is_not_passed_over():
    assert unpacked(gzip.compress(b"a") + b"more") == (b"a", "too_large")


def test_a_bomb_is_bounded():
    started = time.process_time()
    bomb = gzip.compress(bytes(MOST_BYTES + 1), 1)
    text, reason = unpacked(bomb)
    assert (len(text), reason) == (MOST_BYTES, "too_large")
    assert time.process_time() - started < 30


@given(st.binary())
def test_any_bytes_are_unpacked_or_refused(data):
    unpacked(data)
    unpacked(b"\x1f\x8b\x08" + data)
