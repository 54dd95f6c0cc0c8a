"""Where control groups can be changed, and in which of them a process is: cgroups(7)."""

import os
import re
from collections.abc import Iterator

from rootout.host.filesystems import ESCAPE
from rootout.host.procfs import ProcessFiles
from rootout.model.value import value

MOUNTS = "/proc/self/mountinfo"
FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
LINE = re.compile(rb"^\d+:([^:]*):(/.*)$")  # of /proc/PID/cgroup


@value
class Hierarchy:
    """One tree of control groups that can freeze: an open folder, and how its files speak."""

    root: int
    controller: bytes  # as /proc/PID/cgroup names it; empty for version 2
    order: str  # the file that freezes and thaws
    freeze: str
    answer: str  # the file that says whether all stand still
    frozen: str

    def path_in(self, table: bytes) -> str | None:
        """Return the path of the process whose /proc/PID/cgroup this is; None where not in it."""
        for line in table.split(b"\n"):
            match = LINE.match(line)
            if match and self.controller in match[1].split(b","):
                return os.fsdecode(match[2])
        return None


def open_hierarchies(files: ProcessFiles) -> tuple[Hierarchy, ...]:
    """Open every hierarchy that can freeze, version 2 first; what is mounted over one is not it.

    A fresh mount of our own would be safer still, but in the first cgroup namespace its options
    become those of the whole machine (nsdelegate, memory_recursiveprot: cgroup-v2.rst).
    """
    found: dict[bytes, Hierarchy] = {}
    for device, place, controller in parse_mounts(files.read(MOUNTS).data):
        root = None if controller in found else _open(device, place)
        if root is not None:
            found[controller] = _version_1(root) if controller else _version_2(root)
    return tuple(found[one] for one in sorted(found))


def parse_mounts(data: bytes) -> Iterator[tuple[tuple[int, int], str, bytes]]:
    """Yield device, place and controller of each whole, writable hierarchy that can freeze."""
    for line in data.split(b"\n"):
        before, _, after = line.partition(b" - ")
        words, kind = before.split(b" "), after.split(b" ")
        if len(words) < 6 or len(kind) < 3 or words[3] != b"/" or b"rw" not in words[5].split(b","):
            continue
        controllers = kind[2].split(b",")
        if kind[0] == b"cgroup2":
            controller = b""
        elif kind[0] == b"cgroup" and b"freezer" in controllers:
            controller = b"freezer"
        else:
            continue
        major, _, minor = words[2].partition(b":")
        if major.isdigit() and minor.isdigit() and len(words[2]) < 20:
            place = ESCAPE.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), words[4])
            yield (int(major), int(minor)), os.fsdecode(place), controller


def _open(device: tuple[int, int], place: str) -> int | None:
    try:
        root = os.open(place, FOLDER_FLAGS)
    except (OSError, ValueError):
        return None
    seen = os.fstat(root).st_dev
    if (os.major(seen), os.minor(seen)) == device:
        return root
    os.close(root)
    return None


def _version_2(root: int) -> Hierarchy:
    return Hierarchy(
        root=root,
        controller=b"",
        order="cgroup.freeze",
        freeze="1",
        answer="cgroup.events",
        frozen="frozen 1",
    )


def _version_1(root: int) -> Hierarchy:
    return Hierarchy(
        root=root,
        controller=b"freezer",
        order="freezer.state",
        freeze="FROZEN",
        answer="freezer.state",
        frozen="FROZEN",
    )
