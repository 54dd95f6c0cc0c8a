"""Files that the host's own programs are not shown."""

import errno
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value


@value
class HiddenFile(Record):
    """One name that the kernel lists and the C library of the host's programs leaves out."""

    path: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)


@artifact(form="tree", attack=("T1014", "T1574.006"))
def collect(host: Host) -> Iterator[HiddenFile | Gap]:
    """Names that differ between the kernel's listing and what ordinary programs are shown."""
    pending = ["/"]
    while pending:
        folder = pending.pop()
        if folder == "/proc":  # processes are told by their own artifact
            continue
        try:
            ordinary = host.ordinary_names(folder)
            names = host.names(folder) if ordinary is not None else ()
        except OSError as failure:
            if failure.errno != errno.ENOENT:
                yield _gap(folder, failure)
            continue
        if ordinary is None:
            continue
        paths = {name: f"{folder.rstrip('/')}/{name}" for name in names}
        for name, path in paths.items():
            if name not in ordinary:
                yield HiddenFile(origin=Origin(path=folder), path=path)
        pending += paths.values()


def _gap(folder: str, failure: OSError) -> Gap:
    detail = failure.strerror or ""
    return Gap(artifact="hidden_files", path=folder, reason="denied", detail=detail)
