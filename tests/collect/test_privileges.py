"""Capabilities are read as the kernel reads them; names say who may have rights."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.privileges import (
    KNOWN,
    NAMES,
    ROOTING,
    capabilities_in,
    is_never_privileged,
)


def attribute(*bits, revision=2, inheritable=0):
    permitted = sum(1 << bit for bit in bits)
    words = [revision << 24 | 1, permitted & 0xFFFFFFFF, inheritable]
    if revision > 1:
        words += [permitted >> 32, 0]
    if revision > 2:
        words += [100_000]  # the uid of root in its user namespace
    return struct.pack(f"<{len(words)}I", *words).hex()


@pytest.mark.parametrize("revision", [1, 2, 3])
def test_permitted_capabilities_are_named(revision):
    assert capabilities_in(attribute(7, 13, revision=revision)) == ("cap_setuid", "cap_net_raw")


def test_high_and_unknown_capabilities_are_named():
    assert capabilities_in(attribute(39, 40, 41)) == ("cap_bpf", "cap_checkpoint_restore", "cap_41")


def test_inheritable_alone_gives_nothing():
    assert capabilities_in(attribute(inheritable=0x80)) == ()


@pytest.mark.parametrize("value", ["", "zz", "01", "0100000200", attribute(7, revision=9)])
def test_damaged_attributes_are_none(value):
    assert capabilities_in(value) is None


@given(st.binary(max_size=30))
def test_any_bytes_are_capabilities_or_none(data):
    found = capabilities_in(data.hex())
    assert found is None or all(one.startswith("cap_") for one in found)


def test_numbers_of_capabilities_are_those_of_the_kernel():
    wanted = {0: "chown", 7: "setuid", 13: "net_raw", 21: "sys_admin", 31: "setfcap", 39: "bpf"}
    assert {number: NAMES[number] for number in wanted} == wanted
    assert {one.removeprefix("cap_") for one in ROOTING} <= set(NAMES)


@pytest.mark.parametrize(
    "name", ["bash", "dash", "sh", "python3.11", "perl5.36.0", "vim.basic", "find", "php8.2", "cp"]
)
def test_shells_interpreters_and_editors_never_have_rights(name):
    assert is_never_privileged(name)


@pytest.mark.parametrize(
    "name", ["sudo", "ssh", "screen", "crontab", "tcpdump", "pythonista", "bashful", "x"]
)
def test_other_names_may(name):
    assert not is_never_privileged(name)


def test_no_name_is_on_both_lists():
    assert not [name for name in KNOWN if is_never_privileged(name)]
