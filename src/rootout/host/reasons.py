"""Why a look at a host failed, in the words of a gap."""

import errno

from rootout.model.record import Reason

REASONS: dict[int, Reason] = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ESRCH: "missing",
    errno.EFBIG: "too_large",
    errno.ELOOP: "malformed",
    errno.EINVAL: "malformed",
    errno.ENAMETOOLONG: "malformed",
    errno.ETIMEDOUT: "timeout",
}


def reason_of(error: OSError) -> Reason:
    """Return the reason that a gap gives for `error`; denied where nothing fits better."""
    return REASONS.get(error.errno or 0, "denied")
