"""What a process that a preload library is loaded into is shown, beside what is there.

The witness is taken before rootout restarts itself clean: later nobody can be asked any more
without running the library again. Both views are read at the same moment, so that a file that
comes or goes meanwhile is not taken for a hidden one.
"""

import json
import os
import time
from collections import deque
from typing import Final

from rootout.host.syscall import DT_DIR, DT_UNKNOWN, Kernel
from rootout.model.record import Gap
from rootout.model.value import value

PROCESSES: Final = "/proc"
SECONDS: Final = 4.0
MOST_NAMES: Final = 2_000_000
_FIRST: Final = ("/etc", "/tmp", "/var/tmp", "/dev/shm", "/root", "/home")  # noqa: S108  # read, never written
_FIRST_OF_SYSTEM: Final = ("/usr/bin", "/usr/sbin", "/usr/lib", "/lib", "/lib64", "/usr/local")
_LOCAL: Final = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "jfs", "reiserfs", "bcachefs", "zfs"}
    | {"overlay", "tmpfs", "ramfs", "vfat"}
)


@value
class Witness:
    """Directories that were compared, each with the names left out of ordinary listings."""

    directories: dict[str, tuple[str, ...]]
    gaps: tuple[Gap, ...] = ()

    def hidden_in(self, path: str) -> frozenset[str] | None:
        """Return the names hidden in `path`; None where `path` was not compared."""
        names = self.directories.get(path)
        return None if names is None else frozenset(names)


def take_witness(
    kernel: Kernel, seconds: float = SECONDS, names: int = MOST_NAMES, start: str = "/"
) -> Witness:
    """Compare, in this process, what libc and what the kernel list, directory by directory."""
    deadline = time.monotonic() + seconds
    found = {PROCESSES: _hidden(PROCESSES, kernel.list_directory(PROCESSES), kernel)}
    skipped = _other_mounts(kernel) | {PROCESSES}
    first = (*_FIRST, *_FIRST_OF_SYSTEM) if start == "/" else ()
    pending = deque([start, *first])
    while pending and names > 0 and time.monotonic() < deadline:
        path = pending.popleft()
        if path in found or path in skipped:
            continue
        try:
            listing = kernel.list_directory(path)
            found[path] = _hidden(path, listing, kernel)
        except OSError:  # a link, gone, or denied: not compared, and so told as not compared
            continue
        names -= len(listing)
        below = (name for name, kind in listing.items() if kind in (DT_DIR, DT_UNKNOWN))
        pending.extend(os.path.join(path, name) for name in below)
    return Witness(directories=found, gaps=_unfinished(len(pending)))


def to_bytes(witness: Witness, nonce: str, preloads: tuple[str, ...]) -> bytes:
    """Write a witness for the process that comes after this one."""
    gaps = [[gap.path, gap.reason, gap.detail] for gap in witness.gaps]
    return json.dumps([nonce, preloads, witness.directories, gaps]).encode()


def from_bytes(data: bytes, nonce: str) -> tuple[Witness, tuple[str, ...]]:
    """Read what `to_bytes` wrote; raise ValueError for anything else."""
    try:
        written, preloads, directories, gaps = json.loads(data)
        if written != nonce:
            raise ValueError("another process wrote this")
        witness = Witness(
            directories={path: tuple(names) for path, names in directories.items()},
            gaps=tuple(Gap(artifact="host", path=a, reason=b, detail=c) for a, b, c in gaps),
        )
        return witness, tuple(preloads)
    except (TypeError, AttributeError) as odd:
        raise ValueError("not a witness") from odd


def _hidden(path: str, listing: dict[str, int], kernel: Kernel) -> tuple[str, ...]:
    """Return the names that are there before and after libc was asked, and that it left out."""
    left_out = set(listing) - _ordinary(path)
    if left_out:
        left_out &= set(kernel.list_directory(path))
        left_out -= _ordinary(path)
    return tuple(sorted(left_out))


def _ordinary(path: str) -> set[str]:
    try:
        return set(os.listdir(path))
    except OSError:  # that, too, is what ordinary programs see
        return set()


def _other_mounts(kernel: Kernel) -> set[str]:
    """Return the mount points of pseudo and network file systems: they may hang or never end."""
    points: set[str] = set()
    for line in kernel.read_file("/proc/self/mountinfo", 1 << 24).split(b"\n"):
        before, _, after = line.partition(b" - ")
        words, kind = before.split(), after.partition(b" ")[0].decode(errors="replace")
        if len(words) > 4:
            point = os.fsdecode(words[4])
            (points.discard if kind in _LOCAL else points.add)(point)
    return points


def _unfinished(directories: int) -> tuple[Gap, ...]:
    if not directories:
        return ()
    detail = "the comparison with what ordinary programs see ran out of time"
    return (Gap(artifact="host", path="/", reason="timeout", detail=detail),)
