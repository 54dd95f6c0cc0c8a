"""One process, read piece by piece: what is refused becomes a gap, what is not there a default."""

import errno
from collections.abc import Callable
from typing import Final, TypeVar

from rootout.collect.content import BEGINNING, beginning_of
from rootout.host.api import Host
from rootout.model.file import Stat
from rootout.model.record import Gap, Reason
from rootout.model.value import value

T = TypeVar("T")
TEXT_LIMIT: Final = 1 << 20  # bytes of a command line or an environment
_MOST_FILES: Final = 65_536  # open files of one process that are looked at
_DELETED: Final = " (deleted)"
_IN_MEMORY: Final = "/memfd:"
_GONE: Final = frozenset({errno.ENOENT, errno.ESRCH})
_REASONS: Final[dict[int | None, Reason]] = {
    errno.EFBIG: "too_large",
    errno.ETIMEDOUT: "timeout",
}


@value
class Program:
    """What a process runs."""

    path: str | None = None
    is_deleted: bool = False
    in_memory: bool = False
    device: int = 0
    inode: int = 0
    sha256: str | None = None
    package: str | None = None
    beginning: str | None = None


class ProcessLook:
    """One process being read: what is refused becomes a gap, what is not there a default."""

    def __init__(self, host: Host, pid: int) -> None:
        self.host = host
        self.folder = f"/proc/{pid}"
        self._gaps: list[Gap] = []
        self._refused: dict[str, None] = {}  # the names of what was denied, each once

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what was not seen of this process; all that was denied is one gap."""
        if not self._refused:
            return tuple(self._gaps)
        return (_gap(self.folder, "denied", ", ".join(self._refused)), *self._gaps)

    def data(self, name: str) -> bytes:
        """Read one of the files of the process."""
        path = f"{self.folder}/{name}"
        return self._try(path, b"", lambda: self.host.read(path, TEXT_LIMIT).data)

    def beginning(self, name: str) -> bytes:
        """Read as much of a file of the process as a megabyte holds: some have no end."""
        path = f"{self.folder}/{name}"
        return self._try(path, b"", lambda: self.host.head(path, TEXT_LIMIT))

    def link(self, name: str) -> str | None:
        """Read one of the links of the process."""
        path = f"{self.folder}/{name}"
        return self._try(path, None, lambda: self.host.target(path))

    def program(self) -> Program:
        """Return what really runs: the file behind /proc/PID/exe, be it deleted.

        A path may end in " (deleted)" by its own name; and in a container, or below a mount of
        its own, a process may run another file than the one the host has at that path.
        """
        link = f"{self.folder}/exe"
        target = self.link("exe")
        stat = self._try(link, None, lambda: self.host.stat(link))
        if target is None or stat is None:
            return Program()
        is_in_place = _is_at(self.host, target, stat)
        is_deleted = target.endswith(_DELETED) and not is_in_place
        path = target.removesuffix(_DELETED) if is_deleted else target
        package = self.host.packages.owner(path) if is_in_place else None
        digest = None if package else self._try(link, None, lambda: self.host.digest(link))
        head = b"" if package else self._try(link, b"", lambda: self.host.head(link, BEGINNING))
        return Program(
            path=path,
            is_deleted=is_deleted,
            in_memory=is_deleted and path.startswith(_IN_MEMORY),
            device=stat.device,
            inode=stat.inode,
            sha256=digest,
            package=package,
            beginning=beginning_of(head),
        )

    def parsed(self, name: str, parse: Callable[[bytes], T], default: T) -> T:
        """Read and parse one of the files of the process."""
        data = self.data(name)
        if not data:
            return default
        try:
            return parse(data)
        except ValueError as odd:
            self._gaps.append(_gap(f"{self.folder}/{name}", "malformed", str(odd)))
            return default

    def descriptors(self) -> list[str]:
        """Return what each open file descriptor leads to."""
        folder = f"{self.folder}/fd"
        nothing: tuple[str, ...] = ()
        names = self._try(folder, nothing, lambda: self.host.names(folder))
        if len(names) > _MOST_FILES:
            detail = f"{len(names)} open files, {_MOST_FILES} were looked at"
            self._gaps.append(_gap(folder, "too_large", detail))
        targets = (self.link(f"fd/{name}") for name in names[:_MOST_FILES])
        return [target for target in targets if target]

    def streams(self) -> tuple[str, ...]:
        """Return what standard input, output and errors lead to; empty where one is closed."""
        return tuple(self.link(f"fd/{number}") or "" for number in range(3))

    def _try(self, path: str, default: T, read: Callable[[], T]) -> T:
        try:
            return read()
        except OSError as failure:
            reason = _REASONS.get(failure.errno)
            if reason:
                self._gaps.append(_gap(path, reason, failure.strerror or ""))
            elif failure.errno not in _GONE:
                self._refused[path.removeprefix(self.folder).split("/")[1]] = None
            return default


def _is_at(host: Host, path: str, stat: Stat) -> bool:
    """Say whether the host's file at `path` is the very one: containers have other files there."""
    try:
        found = host.stat(path)
    except OSError:
        return False
    return (found.device, found.inode) == (stat.device, stat.inode)


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="processes", path=path, reason=reason, detail=detail)
