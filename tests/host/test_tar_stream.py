"""What tar archives claim of themselves is not believed before it is seen."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.debs import hard_link, tar

from rootout.host import tar_stream
from rootout.host.tar_stream import files_in

LONG = f"/usr/share/{'x' * 120}/file"


def found(data: bytes, *wanted: str) -> list[tuple[str, bytes]]:
    return [(one.path, one.data) for one in files_in(io.BytesIO(data), frozenset(wanted))]


def test_wanted_files_are_found_with_all_that_the_archive_says_of_them():
    data = tar({"/a": b"1" * 700, "/usr/bin/w": b"who"}, mode=0o4755, gname="mail", gid=8)
    (one,) = files_in(io.BytesIO(data), frozenset(("/usr/bin/w",)))
    assert (one.data, one.mode, one.user, one.group) == (b"who", 0o4755, "root", "mail")
    assert (one.uid, one.gid, one.modified, one.target) == (0, 8, 1_600_000_000, None)


def test_long_names_are_read_as_gnu_tar_writes_them():
    assert found(tar({LONG: b"1", "/b": b"2"}), LONG, "/b") == [(LONG, b"1"), ("/b", b"2")]


def test_another_name_of_a_file_says_which():
    data = tar({LONG: b"1", "/b": hard_link("/b", LONG)})
    (one,) = files_in(io.BytesIO(data), frozenset(("/b",)))
    assert (one.target, one.data) == (LONG, b"")


def test_a_stream_may_give_less_at_a_time():
    class Slow(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 7))

    stream = Slow(tar({"/a": b"1" * 1000}))
    assert [one.data for one in files_in(stream, frozenset(("/a",)))] == [b"1" * 1000]


@pytest.mark.parametrize("cut", [100, 600, 1100])
def test_a_torn_archive_is_damaged(cut):
    with pytest.raises(ValueError, match="ends in the middle"):
        found(tar({"/a": b"1" * 900})[:cut], "/a")


def test_a_damaged_header_is_no_header():
    data = bytearray(tar({"/a": b"1"}))
    data[0] ^= 1
    with pytest.raises(ValueError, match="a header is damaged"):
        found(bytes(data), "/a")


def test_what_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(tar_stream, "MOST_BYTES", 10)
    with pytest.raises(ValueError, match="11 bytes are too many"):
        found(tar({"/a": b"1" * 11}), "/a")
    monkeypatch.setattr(tar_stream, "MOST_READ", 600)
    with pytest.raises(ValueError, match="more than is ever read"):
        found(tar({"/a": b"1" * 700}), "/b")


def test_a_size_may_be_a_number_of_many_bytes():
    data = bytearray(tar({"/a": b"123"}))
    data[124:136] = b"\x80" + (3).to_bytes(11)
    data[148:156] = b" " * 8
    data[148:156] = f"{sum(data[:512]):06o}\0 ".encode()
    assert found(bytes(data), "/a") == [("/a", b"123")]


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(ValueError):
        found(data, "/a")
