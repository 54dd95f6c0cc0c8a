"""The kernel's taint is told in words."""

import pytest
from tests.machine import Machine

from rootout.collect.artifacts.kernel_taint import TAINTED, KernelTaint, collect
from rootout.model.record import Gap


def read(text):
    machine = Machine()
    machine.files = {TAINTED: text}
    return list(collect(machine))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (b"1\n", ("proprietary module",)),
        (b"12288", ("module built outside the kernel's tree", "unsigned module")),
        (b"32768\n", ("live patch",)),
        (b"1099511627776\n", ()),
    ],
)
def test_bits_are_told_in_words(text, reasons):
    (found,) = read(text)
    assert isinstance(found, KernelTaint)
    assert (found.taint, found.reasons) == (int(text), reasons)
    assert found.entities() == ()


def test_a_clean_kernel_says_nothing():
    assert read(b"0\n") == []


@pytest.mark.parametrize("text", [b"", b"x", b"-1", b"\xff", "٣".encode()])
def test_anything_but_a_number_is_a_gap(text):
    (found,) = read(text)
    assert isinstance(found, Gap)
