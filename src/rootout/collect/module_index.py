"""Where the files of kernel modules lie, and who put them there: modules.dep(5), dkms(8)."""

import re
from collections.abc import Iterator
from itertools import islice

from rootout.host.api import Host

MODULES = "/lib/modules"
DKMS = "/var/lib/dkms"
FILE = re.compile(r"([^/]+)\.ko(?:\.gz|\.xz|\.zst)?")
MOST = 10_000  # names of one folder of dkms


def name_of(path: str) -> str | None:
    """Return what the kernel calls the module in a file; None where it is no module."""
    match = FILE.fullmatch(path.rpartition("/")[2])
    return match[1].replace("-", "_") if match else None


def indexed(host: Host, release: str) -> dict[str, str]:
    """Return the file of every module that modprobe(8) knows for a kernel, by name."""
    folder = f"{MODULES}/{release}"
    text = host.read(f"{folder}/modules.dep").data.decode(errors="surrogateescape")
    found = {}
    for line in text.split("\n"):
        path = line.partition(":")[0]
        name = name_of(path)
        if name:
            found[name] = path if path.startswith("/") else f"{folder}/{path}"
    return found


def built_by_dkms(host: Host, release: str) -> frozenset[str]:
    """Return the names of the modules that dkms has built for a kernel and keeps a copy of."""
    names: set[str | None] = set()
    for source in _below(host, DKMS):
        for version in _below(host, source):
            for architecture in _below(host, f"{version}/{release}"):
                names.update(name_of(one) for one in _below(host, f"{architecture}/module"))
    return frozenset(one for one in names if one)


def is_packaged_kernel(host: Host, release: str) -> bool:
    """Say whether a package owns the modules of a kernel: not one that was built here."""
    return host.packages.owner(f"{MODULES}/{release}/kernel") is not None


def owner_of(host: Host, path: str) -> str | None:
    """Return the package of a module's file, links followed: weak-updates(8) makes some."""
    try:
        return host.packages.owner(host.resolve(path))
    except OSError:
        return None


def _below(host: Host, folder: str) -> Iterator[str]:
    try:
        names = host.names(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in islice(names, MOST))
