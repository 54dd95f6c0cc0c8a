"""Programs that the kernel itself starts: for a crash, a missing module, a device, a format."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

# core(5), proc(5), Documentation/admin-guide/binfmt-misc.rst of the kernel.
SETTINGS = {
    "/proc/sys/kernel/core_pattern": "when a program crashes",
    "/proc/sys/kernel/modprobe": "when a kernel module is missing",
    "/sys/kernel/uevent_helper": "when a device comes or goes",
}
FORMATS = "/proc/sys/fs/binfmt_misc"
INTERPRETER = re.compile(r"^interpreter (.+)$", re.MULTILINE)
MOST = 4096  # bytes: a page is all that the kernel shows


@value
class KernelHandler(Record):
    """One program that the kernel starts, and when; undone by writing the setting again."""

    command: str
    occasion: str
    targets: tuple[str, ...]

    def entities(self) -> tuple[Entity, ...]:
        """Return the setting, and what it names."""
        setting = Entity("setting", self.origin.path)
        return (setting, *(Entity("file", path) for path in self.targets))

    def ties(self) -> Iterator[Tie]:
        """Tie the setting to what it starts."""
        for path in self.targets:
            yield Tie(Entity("setting", self.origin.path), "starts", Entity("file", path))


@artifact(form="live", attack=("T1547.006",))
def collect(host: Host) -> Iterator[KernelHandler | Gap]:
    """Programs that the kernel starts as root by itself: crashes, modules, devices, formats."""
    for path, occasion in SETTINGS.items():
        try:
            said = host.head(path, MOST).decode(errors="surrogateescape").strip("\n\0 ")
        except FileNotFoundError:
            continue
        except OSError as error:
            yield _gap(path, error)
            continue
        is_pipe = said.startswith("|")
        if said and (is_pipe or path != "/proc/sys/kernel/core_pattern"):
            yield _record(path, said.removeprefix("|"), occasion)
    yield from _formats(host)


def _formats(host: Host) -> Iterator[KernelHandler | Gap]:
    try:
        names = host.names(FORMATS)
    except FileNotFoundError:
        return
    except OSError as error:
        yield _gap(FORMATS, error)
        return
    for name in names:
        if name in ("register", "status"):
            continue
        path = f"{FORMATS}/{name}"
        try:
            said = host.head(path, MOST).decode(errors="surrogateescape")
        except OSError as error:
            yield _gap(path, error)
            continue
        found = INTERPRETER.search(said)
        if found and said.startswith("enabled"):
            yield _record(path, found[1], f"when a file of the format {name} is run")


def _record(path: str, command: str, occasion: str) -> KernelHandler:
    return KernelHandler(
        origin=Origin(path=path), command=command, occasion=occasion, targets=targets_of(command)
    )


def _gap(path: str, error: OSError) -> Gap:
    detail = error.strerror or ""
    return Gap(artifact="kernel_handlers", path=path, reason=reason_of(error), detail=detail)
