"""Which package vouches for a file that has been read."""

import hashlib

from rootout.host.api import Host
from rootout.model.file import EvidenceFile

# What installers copy to where no package owns it: base-files(postinst), useradd(8).
COPIED = {
    "/etc/profile": "/usr/share/base-files/profile",
    "/root/.bashrc": "/usr/share/base-files/dot.bashrc",
    "/root/.profile": "/usr/share/base-files/dot.profile",
}


def vouching_package(host: Host, file: EvidenceFile) -> str | None:
    """Return the package that owns `file`, where the bytes that were read are the package's own.

    A copy that an installer makes of a package's file is the package's own too.
    """
    try:
        path = host.resolve(file.path)
    except OSError:
        return None
    below = file.path.removeprefix(file.home.rstrip("/"))
    origins = (path, COPIED.get(file.path), f"/etc/skel{below}" if file.home else None)
    for origin in origins:
        expected = host.packages.expected(origin) if origin else None
        if expected is None or expected.digest is None or expected.algorithm is None:
            continue
        digest = hashlib.new(expected.algorithm, file.data, usedforsecurity=False).hexdigest()
        if digest == expected.digest:
            return expected.package
    return None


def is_intact(host: Host, path: str) -> bool | None:
    """Say whether a file is what its package says; None where no package says anything."""
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return None
    return host.digest(path, expected.algorithm) == expected.digest
