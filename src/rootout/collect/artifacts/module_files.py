"""Files of kernel modules that no package has put among those of a packaged kernel."""

from collections.abc import Iterator

from rootout.collect.module_index import (
    MODULES,
    built_by_dkms,
    is_packaged_kernel,
    name_of,
    owner_of,
)
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value


@value
class ModuleFile(Record):
    """One module that somebody built, or brought, for a kernel of a package."""

    path: str
    name: str
    release: str  # of the kernel
    is_dkms: bool  # dkms(8) built it and keeps a copy
    modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the file and the module."""
        return (Entity("file", self.path), Entity("module", self.name))

    def ties(self) -> Iterator[Tie]:
        """Tie the module to its file."""
        yield Tie(Entity("module", self.name), "loads", Entity("file", self.path))


@artifact(form="tree", attack=("T1547.006",))
def collect(host: Host) -> Iterator[ModuleFile | Gap]:
    """Kernel modules below /lib/modules that no package owns, where one owns their kernel."""
    missed: list[Gap] = []

    def miss(error: OSError) -> None:
        path, detail = str(error.filename), error.strerror or ""
        missed.append(
            Gap(artifact="module_files", path=path, reason=reason_of(error), detail=detail)
        )

    releases = host.names(MODULES) if host.exists(MODULES) else ()
    for release in releases:
        if not is_packaged_kernel(host, release):
            continue  # whoever builds a kernel builds its modules
        dkms = built_by_dkms(host, release)
        for path, seen in host.walk(f"{MODULES}/{release}", missed=miss):
            name = name_of(path)
            if seen.kind != "file" or name is None or owner_of(host, path):
                continue
            yield ModuleFile(
                origin=Origin(path=path),
                path=path,
                name=name,
                release=release,
                is_dkms=name in dkms,
                modified=seen.modified_ns / 1e9,
            )
    yield from missed
