"""Files come out of packages whole and as the packages say, or not at all."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.debs import PACKED, deb, hard_link, member

from rootout.host import deb as under_test
from rootout.host.deb import UnreadablePackageError, file_in

WHO = frozenset(("/usr/bin/who",))
WHOLE = deb({"/usr/bin/who": b"who"})


@pytest.mark.parametrize("packing", PACKED)
def test_a_file_is_found_whatever_packs_it(packing):
    data = deb({"/usr/bin/w": b"w" * 100_000, "/usr/bin/who": b"who"}, packing, mode=0o2755)
    found = file_in(io.BytesIO(data), WHO)
    assert found is not None
    assert (found.data, found.mode) == (b"who", 0o2755)


def test_what_is_not_in_it_is_not_found():
    assert file_in(io.BytesIO(deb({"/usr/bin/w": b"w"})), WHO) is None


def test_another_name_has_the_bytes_of_the_first():
    data = deb({"/usr/bin/w": b"w", "/usr/bin/who": hard_link("/usr/bin/who", "/usr/bin/w")})
    found = file_in(io.BytesIO(data), WHO)
    assert found is not None
    assert found.data == b"w"
    loop = deb({"/usr/bin/who": hard_link("/usr/bin/who", "/usr/bin/who")})
    assert file_in(io.BytesIO(loop), WHO) is None


def test_a_file_that_its_own_sums_deny_is_refused():
    data = deb({"/usr/bin/who": b"evil"}, sums=f"{'0' * 32}  usr/bin/who\n")
    with pytest.raises(UnreadablePackageError, match="its own md5sums"):
        file_in(io.BytesIO(data), WHO)


def test_configuration_is_in_no_sums():
    assert file_in(io.BytesIO(deb({"/usr/bin/who": b"1"}, sums="")), WHO) is not None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\3\4", "it is no package"),
        (b"!<arch>\n", "it has no data.tar"),
        (b"!<arch>\n" + member("data.tar.lz", b""), "packed with [.]lz"),
        (b"!<arch>\n" + member("data.tar.zst", b"\x28\xb5\x2f\xfd broken"), "zstd"),
        (b"!<arch>\n" + member("data.tar", b"").replace(b"0         `", b"-9        `"), "no data"),
        (WHOLE[: WHOLE.index(b"data.tar.xz") + 100], "ends in the middle"),
    ],
)
def test_a_damaged_package_is_told(data, why):
    with pytest.raises(UnreadablePackageError, match=why):
        file_in(io.BytesIO(data), WHO)


def test_xz_takes_no_more_memory_than_it_may(monkeypatch):
    monkeypatch.setattr(under_test, "MEMORY", 1 << 20)
    with pytest.raises(UnreadablePackageError, match="emory"):
        file_in(io.BytesIO(deb({"/usr/bin/who": b"who"})), WHO)


def test_without_zstandard_it_is_told_what_is_needed(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    with pytest.raises(UnreadablePackageError, match="pip install"):
        file_in(io.BytesIO(deb({"/usr/bin/who": b"who"}, ".zst")), WHO)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(UnreadablePackageError):
        assert file_in(io.BytesIO(b"!<arch>\n" + member("data.tar", data)), WHO) is None
