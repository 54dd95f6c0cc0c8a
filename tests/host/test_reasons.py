"""Each failure of the machine has its word in a gap."""

import errno

import pytest

from rootout.host.reasons import reason_of


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "denied"),
        (errno.ENOENT, "missing"),
        (errno.ENOTDIR, "missing"),
        (errno.EFBIG, "too_large"),
        (errno.ELOOP, "malformed"),
        (errno.EINVAL, "malformed"),
        (errno.EIO, "denied"),
    ],
)
def test_failure_has_its_reason(number, reason):
    assert reason_of(OSError(number, "it failed")) == reason


def test_failure_without_a_number_is_denied():
    assert reason_of(OSError("it failed")) == "denied"
