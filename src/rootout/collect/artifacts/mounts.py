"""Mounts, as process 1 sees them."""

from collections.abc import Iterator

from rootout.collect.mount_table import parse_mount
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value


@value
class Mount(Record):
    """One line of mountinfo (proc(5))."""

    mount_point: str
    source: str
    type: str
    root: str
    options: tuple[str, ...]

    def entities(self) -> tuple[Entity, ...]:
        """Return the mount."""
        return (Entity("mount", self.mount_point),)


@artifact(form="live", attack=("T1564.013",))
def collect(host: Host) -> Iterator[Mount | Gap]:
    """Every mount of /proc/1/mountinfo."""
    file = _mountinfo(host)
    for line in file.lines(comment=""):
        try:
            mount = parse_mount(line.encode(errors="surrogateescape"))
        except ValueError as odd:
            yield Gap(
                artifact="mounts",
                path=f"{file.path}:{line.origin.line}",
                reason="malformed",
                detail=str(odd),
            )
            continue
        yield Mount(
            origin=Origin(path=file.path, line=line.origin.line),  # the bytes differ at each look
            mount_point=mount.mount_point,
            source=mount.source,
            type=mount.type,
            root=mount.root,
            options=mount.options,
        )


def _mountinfo(host: Host) -> EvidenceFile:
    """Read the mounts of process 1; our own where that is denied."""
    try:
        return host.read("/proc/1/mountinfo")
    except OSError:
        return host.read("/proc/self/mountinfo")
