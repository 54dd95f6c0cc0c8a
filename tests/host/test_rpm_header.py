"""Headers of rpm packages are read within bounds, whoever wrote them."""

import contextlib
import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packages import header, rpm_tags

from rootout.host.rpm_header import RpmHeader

DIGEST = hashlib.sha256(b"true").hexdigest()


def files(**changes):
    return {one.path: one for one in RpmHeader(header(rpm_tags(**changes))).files()}


def test_package_has_name_version_and_kind():
    one = RpmHeader(header(rpm_tags()))
    assert (one.name, one.version, one.architecture) == ("tool", "2.1-3.el9", "x86_64")


def test_files_have_path_digest_mode_and_owner():
    program = files()["/usr/bin/tool"]
    assert (program.algorithm, program.digest) == ("sha256", DIGEST)
    assert (program.mode, program.user, program.group) == (0o755, "root", "root")
    assert not program.is_configuration


def test_folder_has_no_digest():
    assert files()["/usr/lib/tool"].digest is None


def test_configuration_is_known_by_its_flag():
    one = files()["/etc/tool.conf"]
    assert (one.is_configuration, one.mode, one.group) == (True, 0o640, "adm")


@pytest.mark.parametrize("flag", [1 << 3, 1 << 6])
def test_ghosts_and_what_may_be_missing_are_not_judged(flag):
    assert files(flags=[flag, 0, 0])["/usr/bin/tool"].digest is None


def test_package_without_an_algorithm_has_md5():
    one = files(algorithm=None, digests=["0" * 32, "", ""])["/usr/bin/tool"]
    assert (one.algorithm, one.digest) == ("md5", "0" * 32)


def test_unknown_algorithm_and_what_is_no_digest_are_not_judged():
    assert files(algorithm=[77])["/usr/bin/tool"].digest is None
    assert files(digests=["../etc", "", ""])["/usr/bin/tool"].digest is None


def test_package_without_files_is_read():
    assert files(names=None, folders=None, places=None) == {}


@pytest.mark.parametrize(
    "changes", [{"places": [0, 1, 9]}, {"places": [0]}, {"folders": None}, {"names": ["a"] * 9}]
)
def test_lists_that_do_not_fit_are_refused(changes):
    with pytest.raises(ValueError, match="do not fit"):
        files(**changes)


def test_short_lists_of_digests_and_modes_leave_the_rest_unjudged():
    one = files(digests=[], modes=[], users=None, flags=None)["/etc/tool.conf"]
    assert (one.digest, one.mode, one.user, one.is_configuration) == (None, None, None, False)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\0" * 8,
        struct.pack(">II", 0xFFFFFFFF, 0),
        struct.pack(">IIIIII", 1, 0, 1000, 6, 0, 1),
        struct.pack(">IIIIII", 1, 4, 1037, 4, 0, 0xFFFFFFFF) + b"\0" * 4,
        struct.pack(">IIIIII", 1, 4, 1037, 4, 2, 1) + b"\0" * 4,
    ],
)
def test_blob_that_is_cut_short_is_refused(blob):
    with pytest.raises(ValueError, match="header"):
        RpmHeader(blob)


def test_tag_of_a_strange_type_is_left_out():
    tags = rpm_tags()
    tags[1118] = (4, [1, 2, 3])
    with pytest.raises(ValueError, match="do not fit"):
        list(RpmHeader(header(tags)).files())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(blob):
    with contextlib.suppress(ValueError):
        list(RpmHeader(blob).files())


@given(at=st.integers(min_value=0), byte=st.integers(0, 255))
def test_damaged_header_is_read_or_refused(at, byte):
    blob = bytearray(header(rpm_tags()))
    blob[at % len(blob)] = byte
    with contextlib.suppress(ValueError):
        list(RpmHeader(bytes(blob)).files())
