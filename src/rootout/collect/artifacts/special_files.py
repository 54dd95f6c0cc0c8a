"""Files with rights of their own, or locked against change: what ls does not show, or whispers."""

import errno
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from rootout.collect.content import HEAD, content_of
from rootout.collect.places import is_hidden, is_temporary
from rootout.collect.privileges import ATTRIBUTE, ROOTING, capabilities_in, is_never_privileged
from rootout.collect.registry import artifact
from rootout.collect.vouching import is_intact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity
from rootout.model.file import Stat
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

# The places of programs and people first: who fills /srv with files hides nothing in /usr.
FIRST = ("/usr", "/etc", "/root", "/home", "/tmp", "/dev", "/opt", "/boot", "/run", "/var")  # noqa: S108 - looked at
MOST_SECONDS = 30.0
MOST_LOCKED = 1000  # records; a whole tree may be locked
SETUID = 0o4000
IMMUTABLE, APPEND_ONLY = 0x10, 0x20
SMALLEST = 84  # bytes of an ELF program: the headers of 32 bits, elf(5)
PACE = 1000  # files between two looks at the clock
PROGRAMS = "/usr/bin"
# What only the root folder of a system has: of a chroot, a container's image, a backup.
SIGNS = (
    "etc/passwd",
    "etc/os-release",
    "usr/lib/os-release",
    "var/lib/dpkg",
    "var/lib/rpm",
    "usr/lib/sysimage/rpm",
    "lib/apk/db",
)
STORES = re.compile(  # of images and containers
    r"(?:/var/lib/(?:containerd|containers|docker|incus|kubelet|lxc|lxd|machines|rancher|snapd)"
    r"|/var/snap|/run/(?:containerd|docker|containers)|/.*/containers/storage)/"
)


@value
class SpecialFile(Record):
    """One file that is SUID or SGID, has capabilities, or is locked by chattr."""

    path: str
    kind: str  # file or directory
    mode: int
    uid: int
    gid: int
    capabilities: tuple[str, ...]  # that it permits
    is_immutable: bool
    is_append_only: bool
    size: int
    content: str  # elf, script, text, data, empty, directory
    package: str | None
    is_intact: bool | None  # the package's digest holds; None where there is none to compare
    declared_mode: int | None  # of the package, or by dpkg-statoverride(1)
    twin: str | None  # the program of a package, such as a shell, of which it is a copy
    system: str | None  # the folder that holds it and looks like the root of another system
    is_hidden: bool
    is_temporary: bool
    modified: float
    changed: float
    born: float | None

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def is_setuid(self) -> bool:
        """Say whether it runs with the rights of its owner."""
        return self.kind == "file" and bool(self.mode & SETUID)

    @property
    def is_setgid(self) -> bool:
        """Say whether it runs with the rights of its group; without x it is a kind of lock."""
        return self.kind == "file" and self.mode & 0o2010 == 0o2010

    @property
    def is_privileged(self) -> bool:
        """Say whether it has rights of its own."""
        return self.is_setuid or self.is_setgid or bool(self.capabilities)

    @property
    def is_locked(self) -> bool:
        """Say whether chattr(1) has made it immutable or append-only."""
        return self.is_immutable or self.is_append_only

    @property
    def is_program(self) -> bool:
        """Say whether it can run with its rights: the kernel ignores those of a script."""
        return self.content == "elf" and self.size >= SMALLEST

    @property
    def gives_root(self) -> bool:
        """Say whether others than root can run it and become root by it."""
        by_owner = self.is_setuid and self.uid == 0 and bool(self.mode & 0o011)
        return by_owner or not ROOTING.isdisjoint(self.capabilities)

    @property
    def rights(self) -> str:
        """Say in a few words which rights it has, and which lock."""
        owner = "root" if self.uid == 0 else f"uid {self.uid}"
        found = [f"SUID {owner}"] if self.is_setuid else []
        found += [f"SGID {self.gid}"] if self.is_setgid else []
        found += list(self.capabilities)
        found += ["immutable"] if self.is_immutable else []
        found += ["append-only"] if self.is_append_only else []
        return ", ".join(found)

    def entities(self) -> tuple[Entity, ...]:
        """Return the rights and the lock as things that can be taken away, and the file."""
        found = [Entity("privilege", self.path)] if self.is_privileged else []
        found += [Entity("lock", self.path)] if self.is_locked else []
        return (*found, Entity("file", self.path))


@artifact(form="tree", attack=("T1548.001", "T1222.002"))
def collect(host: Host) -> Iterator[SpecialFile | Gap]:
    """Every SUID, SGID, capable, immutable or append-only file of the local file systems."""
    look = _Look(host)
    locked = 0
    for path, seen in look.everything():
        try:
            capabilities = look.capabilities(path, seen)
            is_privileged = bool(capabilities) or _has_rights(seen)
            if not (is_privileged or seen.locks):
                continue
            locked += not is_privileged
            if is_privileged or locked <= MOST_LOCKED:
                yield look.describe(path, seen, capabilities)
        except FileNotFoundError:
            continue
        except OSError as error:
            look.gaps.append(_gap(path, reason_of(error), error.strerror or ""))
    if locked > MOST_LOCKED:
        look.gaps.append(_gap("/", "too_large", f"only {MOST_LOCKED} of {locked} locks are told"))
    yield from look.gaps


class _Look:
    """One walk over a host, and what has to be known once."""

    def __init__(self, host: Host) -> None:
        self.gaps: list[Gap] = []
        self._host = host
        self._deadline = time.monotonic() + MOST_SECONDS

    def everything(self) -> Iterator[tuple[str, Stat]]:
        """Yield every file and folder of the local file systems, as long as there is time."""
        tops = dict(self._host.walk("/", depth=0, missed=self._missed))  # no /proc, no server
        first = [one for one in FIRST if one in tops]
        for top in (*first, *(one for one in tops if one not in first)):
            yield top, tops[top]
            if tops[top].kind != "directory":
                continue
            below = self._host.walk(top, missed=self._missed)
            for number, (path, stat) in enumerate(below):
                if number % PACE == 0 and time.monotonic() > self._deadline:
                    self.gaps.append(_gap(path, "timeout", f"stopped after {MOST_SECONDS:.0f} s"))
                    return
                if stat.kind in ("file", "directory"):
                    yield path, stat

    def _missed(self, error: OSError) -> None:
        if error.errno == errno.ENOENT:
            return  # gone since it was listed
        self.gaps.append(_gap(str(error.filename), reason_of(error), error.strerror or ""))

    def capabilities(self, path: str, seen: Stat) -> tuple[str, ...]:
        """Return the capabilities that a file permits to whoever runs it."""
        if seen.kind != "file" or not seen.mode & 0o111:
            return ()
        value = dict(self._host.extended(path)).get(ATTRIBUTE)
        named = () if value is None else capabilities_in(value)
        if named is None:
            self.gaps.append(_gap(path, "malformed", f"its {ATTRIBUTE} is damaged"))
        return named or ()

    def describe(self, path: str, seen: Stat, capabilities: tuple[str, ...]) -> SpecialFile:
        """Return the record of a file that has something special."""
        packages, is_file = self._host.packages, seen.kind == "file"
        expected = packages.expected(path)
        is_foreign = is_file and expected is None and bool(capabilities or _has_rights(seen))
        return SpecialFile(
            origin=Origin(path=path),
            path=path,
            kind=seen.kind,
            mode=seen.mode,
            uid=seen.uid,
            gid=seen.gid,
            size=seen.size,
            capabilities=capabilities,
            is_immutable=bool(seen.locks & IMMUTABLE),
            is_append_only=bool(seen.locks & APPEND_ONLY),
            content=content_of(self._host.head(path, HEAD)) if is_file else seen.kind,
            package=packages.owner(path),
            is_intact=is_intact(self._host, path) if is_file else None,
            declared_mode=expected.mode if expected else None,
            twin=self._twin(path, seen) if is_foreign else None,
            system=self._system(path) if is_foreign else None,
            is_hidden=is_hidden(path),
            is_temporary=is_temporary(path),
            modified=seen.modified_ns / 1e9,
            changed=seen.changed_ns / 1e9,
            born=seen.born_ns / 1e9 if seen.born_ns else None,
        )

    def _twin(self, path: str, seen: Stat) -> str | None:
        """Return the shell or interpreter of a package that has the same bytes."""
        same = self._interpreters.get(seen.size, ())
        return next(
            (one for one in same if self._host.digest(one) == self._host.digest(path)), None
        )

    @cached_property
    def _interpreters(self) -> dict[int, list[str]]:
        """Return the programs that never have rights of their own, by size."""
        found: dict[int, list[str]] = defaultdict(list)
        names = self._host.names(PROGRAMS) if self._host.exists(PROGRAMS) else ()
        for path in (f"{PROGRAMS}/{name}" for name in names if is_never_privileged(name)):
            seen = self._host.stat(path)
            if seen.kind == "file" and self._host.packages.owner(path):
                found[seen.size].append(path)
        return found

    def _system(self, path: str) -> str | None:
        """Return the folder above `path` that looks like the root of another system."""
        store = STORES.match(path)
        if store:
            return store[0]
        parts = path.split("/")
        folders = ("/".join(parts[:end]) for end in range(2, len(parts)))
        return next((one for one in folders if self._is_system(one)), None)

    def _is_system(self, folder: str) -> bool:
        return any(self._host.exists(f"{folder}/{sign}") for sign in SIGNS)


def _has_rights(seen: Stat) -> bool:
    return seen.kind == "file" and bool(seen.mode & SETUID or seen.mode & 0o2010 == 0o2010)


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="special_files", path=path, reason=reason, detail=detail)
