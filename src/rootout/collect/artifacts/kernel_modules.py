"""Modules that are in the kernel, by its two lists, and the files that they came from."""

import errno
import re
from collections.abc import Iterator

from rootout.collect.module_index import (
    MODULES,
    built_by_dkms,
    indexed,
    is_packaged_kernel,
    owner_of,
)
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

LIST = "/proc/modules"
FOLDER = "/sys/module"
RELEASE = "/proc/sys/kernel/osrelease"
SMALL = 4096  # bytes of a file of /sys
# kernel/module/procfs.c: name, size, users, who they are, state, address, and its taints.
LINE = re.compile(r"(\S+) (\d+) \S+ \S+ (Live|Loading|Unloading) \S+(?: \(([^)]*)\))?")


@value
class KernelModule(Record):
    """One module, whether each list of the kernel has it, and where its file is."""

    name: str
    size: int  # bytes; 0 where only /sys knows it
    state: str  # live, loading or unloading
    taints: str  # O out of tree, E unsigned, P proprietary, K live patch, ...
    in_proc_modules: bool
    in_sys_module: bool
    path: str | None  # its file, by the index of the running kernel
    package: str | None
    is_dkms: bool
    has_index: bool  # of the running kernel: a container has none
    is_packaged_kernel: bool

    def entities(self) -> tuple[Entity, ...]:
        """Return the module and its file."""
        module = Entity("module", self.name)
        return (module, Entity("file", self.path)) if self.path else (module,)


@artifact(form="live", attack=("T1547.006", "T1014"))
def collect(host: Host) -> Iterator[KernelModule | Gap]:
    """Loaded kernel modules as /proc/modules and as /sys/module tell them."""
    first = _listed(host)
    shown = _shown(host)
    if first is None:
        if shown:
            yield _gap(LIST, OSError(errno.ENOENT, "modules are loaded and there is no list"))
        return
    if first and not shown:
        yield _gap(FOLDER, OSError(errno.ENOENT, "it tells of no module: a container's, perhaps"))
    second = _listed(host) or {}  # what was loaded or unloaded meanwhile is not hidden
    release = host.read(RELEASE).data.decode(errors="surrogateescape").strip()
    files: dict[str, str] | None = None
    try:
        files = indexed(host, release)
    except OSError as error:
        if first or shown:
            yield _gap(f"{MODULES}/{release}", error)
    dkms = built_by_dkms(host, release) if files else frozenset()
    is_packaged = is_packaged_kernel(host, release)
    for name in sorted(shown | first.keys() & second.keys()):
        in_list = name in first or name in second
        if not in_list and not _is_live(host, name):
            continue
        size, state, taints = (
            first.get(name) or second.get(name) or (0, "live", _taints(host, name))
        )
        path = (files or {}).get(name)
        yield KernelModule(
            origin=Origin(path=LIST if in_list else f"{FOLDER}/{name}"),
            name=name,
            size=size,
            state=state,
            taints=taints,
            in_proc_modules=in_list,
            in_sys_module=name in shown or _is_live(host, name),
            path=path,
            package=owner_of(host, path) if path else None,
            is_dkms=name in dkms,
            has_index=files is not None,
            is_packaged_kernel=is_packaged,
        )


Listed = dict[str, tuple[int, str, str]]


def _listed(host: Host) -> Listed | None:
    try:
        text = host.read(LIST).data.decode(errors="surrogateescape")
    except FileNotFoundError:
        return None  # a kernel that is built without modules
    found = (LINE.match(line) for line in text.split("\n"))
    return {one[1]: (int(one[2]), one[3].lower(), one[4] or "") for one in found if one}


def _shown(host: Host) -> frozenset[str]:
    """Return the modules of /sys; what is built into the kernel has no state: sysfs-module."""
    try:
        names = host.names(FOLDER)
    except OSError:
        return frozenset()
    return frozenset(name for name in names if _is_live(host, name))


def _is_live(host: Host, name: str) -> bool:
    return _small(host, f"{FOLDER}/{name}/initstate") == "live"


def _taints(host: Host, name: str) -> str:
    return _small(host, f"{FOLDER}/{name}/taint")


def _small(host: Host, path: str) -> str:
    try:
        return host.head(path, SMALL).decode(errors="surrogateescape").strip()
    except OSError:
        return ""


def _gap(path: str, error: OSError) -> Gap:
    detail = error.strerror or ""
    return Gap(artifact="kernel_modules", path=path, reason=reason_of(error), detail=detail)
