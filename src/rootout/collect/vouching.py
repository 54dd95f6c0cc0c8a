"""Which package vouches for a file that has been read."""

import hashlib

from rootout.host.api import Host
from rootout.model.file import EvidenceFile


def vouching_package(host: Host, file: EvidenceFile) -> str | None:
    """Return the package that owns `file`, where the bytes that were read are the package's own."""
    try:
        path = host.resolve(file.path)
    except OSError:
        return None
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return None
    digest = hashlib.new(expected.algorithm, file.data, usedforsecurity=False).hexdigest()
    return expected.package if digest == expected.digest else None


def is_intact(host: Host, path: str) -> bool | None:
    """Say whether a file is what its package says; None where no package says anything."""
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return None
    return host.digest(path, expected.algorithm) == expected.digest
