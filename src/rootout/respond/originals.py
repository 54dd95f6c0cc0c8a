"""Where a changed file of a package is to be had as its package made it.

A copy counts only while its bytes have the digest that the package manager kept, wherever it was
found: a backup beside the file, a package in the cache, or one that was downloaded.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from rootout.collect.privileges import ATTRIBUTE, KNOWN
from rootout.errors import RootoutError
from rootout.host.api import ExpectedFile, Host, MutableHost
from rootout.host.deb import UnreadablePackageError, file_in
from rootout.host.tar_stream import MOST_BYTES, TarFile
from rootout.model.file import Snapshot, Stat
from rootout.model.value import value
from rootout.respond.account_lines import id_of, rows_of

CACHE = "/var/cache/apt/archives"
MOST_CANDIDATES = 64  # files beside it whose names have its own in them
RIGHTS = 0o6000  # SUID and SGID
LABEL = "security.selinux"  # belongs to the path, not to the bytes
NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*")  # of a package: deb-control(5)
VERSION = re.compile(r"[A-Za-z0-9.+:~-]+")
ARCHITECTURE = re.compile(r"[a-z0-9-]+")


@value
class Original:
    """The bytes of a packaged file as its package made it, and where they were found."""

    data: bytes
    source: str
    stat: Stat | None = None  # of a backup
    packaged: TarFile | None = None  # of a package: it declares mode, owner and time


@value
class Release:
    """One installed package, exactly."""

    package: str
    version: str
    architecture: str

    @property
    def file_name(self) -> str:
        """Return how apt names its file: a colon would not do there."""
        return f"{self.package}_{self.version.replace(':', '%3a')}_{self.architecture}.deb"


def expected_of(host: Host, path: str) -> ExpectedFile:
    """Return what `path` should be. Raises RootoutError where no package says so."""
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        hint = "Reinstall its package, or put it back from a backup of the server."
        raise RootoutError(f"no package says which bytes {path} should have", hint)
    return expected


def is_original(host: Host, path: str, expected: ExpectedFile) -> bool:
    """Say whether a file itself, no link, is at `path` and has the digest of its package."""
    try:
        is_file = host.stat(path).kind == "file"
        return is_file and host.digest(path, expected.algorithm or "") == expected.digest
    except OSError:
        return False


def find_original(
    host: MutableHost, path: str, expected: ExpectedFile, backups: tuple[str, ...]
) -> Original:
    """Return the file as its package made it, from the nearest place that has it.

    Raises RootoutError, which says what to type, where no place has it.
    """
    for found in (_backup(host, path, expected, backups), _cached(host, path, expected)):
        if found:
            return found
    why = "rootout cannot unpack its packages" if host.packages.manager != "dpkg" else ""
    for release in () if why else _releases(host, expected.package):
        try:
            with host.fetch_package(release.package, release.version, release.architecture) as file:
                if found := _unpacked(host, file, path, expected, "a package from the repository"):
                    return found
            why = "the repository has it otherwise"
        except (RootoutError, UnreadablePackageError, OSError) as error:
            why = str(error)
    message = f"no copy of {path} is beside it or in {CACHE} ({why}); type: {_command(host, path)}"
    raise RootoutError(message, f"Type: {_command(host, path)}")


def snapshot_of(host: Host, path: str, original: Original, expected: ExpectedFile) -> Snapshot:
    """Return `path` as it is to be: what the package declares of it, else what a backup had."""
    present = host.snapshot(path)
    seen = [one for one in (present.stat, original.stat) if one and one.kind == "file"]
    mode, uid, gid = _declared(host, original, seen)
    special = next((one for one in seen if one.mode & RIGHTS and one.uid == 0), None)
    if special and posixpath.basename(path) in KNOWN:  # given by a script of the package
        mode, uid, gid = mode | special.mode & RIGHTS, special.uid, special.gid
    modified = original.packaged.modified * 10**9 if original.packaged else None
    if modified is None:
        modified = original.stat.modified_ns if original.stat else int(host.now() * 1e9)
    kept = (LABEL, ATTRIBUTE) if posixpath.basename(path) in KNOWN else (LABEL,)
    stat = Stat(
        kind="file",
        mode=mode if expected.mode is None else expected.mode,
        uid=uid if expected.uid is None else expected.uid,
        gid=gid if expected.gid is None else expected.gid,
        size=len(original.data),
        device=0,
        inode=0,
        links=1,
        accessed_ns=modified,
        modified_ns=modified,
        changed_ns=modified,
    )
    return Snapshot(
        path=path,
        stat=stat,
        sha256=hashlib.sha256(original.data).hexdigest(),
        attributes=tuple(pair for pair in present.attributes if pair[0] in kept),
    )


def _declared(host: Host, original: Original, seen: list[Stat]) -> tuple[int, int, int]:
    """Return mode, uid and gid; a backup gives no rights: anybody may have touched it."""
    declared = original.packaged
    if declared is not None:
        uid = _number(host, "/etc/passwd", declared.user, declared.uid)
        return declared.mode, uid, _number(host, "/etc/group", declared.group, declared.gid)
    mode = seen[-1].mode & ~(RIGHTS | 0o022) if seen else 0o755
    return mode, 0, 0


def _number(host: Host, table: str, name: str, other: int) -> int:
    """Return the number of a user or group here; as dpkg, the package's own where it has none."""
    try:
        rows = rows_of(host.read(table).data)
    except OSError:
        return other
    wanted = name.encode(errors="surrogateescape")
    numbers = (id_of(row, 2) for row in rows if row[0] == wanted)
    return next((one for one in numbers if one is not None), other)


def _backup(
    host: Host, path: str, expected: ExpectedFile, backups: tuple[str, ...]
) -> Original | None:
    """Look at what the incident knows, and at what is called alike in the same folder."""
    for one in (*backups, *_beside(host, path)):
        try:
            seen = host.stat(one)
            if seen.kind != "file" or seen.size > MOST_BYTES:
                continue
            data = host.read(one, MOST_BYTES).data
        except OSError:
            continue
        if _digest(data, expected) == expected.digest:
            return Original(data=data, source=one, stat=seen)
    return None


def _beside(host: Host, path: str) -> Iterator[str]:
    folder, name = posixpath.split(path)
    try:
        names = host.names(folder)
    except OSError:
        return
    alike = [one for one in names if name in one and one != name]
    alike.sort(key=lambda one: (len(one), one))
    yield from (f"{folder.rstrip('/')}/{one}" for one in alike[:MOST_CANDIDATES])


def _cached(host: Host, path: str, expected: ExpectedFile) -> Original | None:
    """Look into the packages that apt kept, the installed version first."""
    try:
        names = host.names(CACHE)
    except OSError:
        return None
    exact = {one.file_name for one in _releases(host, expected.package)}
    mine = [one for one in names if one.startswith(f"{expected.package}_") and ".deb" in one]
    mine.sort(key=lambda one: one not in exact)
    for name in mine[:MOST_CANDIDATES]:
        try:
            with host.open(f"{CACHE}/{name}") as file:
                if found := _unpacked(host, file, path, expected, f"{CACHE}/{name}"):
                    return found
        except (OSError, UnreadablePackageError):
            continue
    return None


def _unpacked(
    host: Host, file: BinaryIO, path: str, expected: ExpectedFile, source: str
) -> Original | None:
    found = file_in(file, _spellings(host, path))
    if found is None or _digest(found.data, expected) != expected.digest:
        return None
    return Original(data=found.data, source=source, packaged=replace(found, data=b""))


def _spellings(host: Host, path: str) -> frozenset[str]:
    """Return the names that a package may use for `path`, where /bin and /usr/bin are one."""
    folder, name = posixpath.split(path)
    try:
        reached = f"{host.resolve(folder).rstrip('/')}/{name}"
    except OSError:
        reached = path
    return frozenset((path, reached, reached.removeprefix("/usr")))


def _digest(data: bytes, expected: ExpectedFile) -> str:
    return hashlib.new(expected.algorithm or "", data, usedforsecurity=False).hexdigest()


def _releases(host: Host, package: str) -> tuple[Release, ...]:
    """Return the installed packages of that name, of each architecture; odd names are left out."""
    return tuple(
        Release(package=name, version=version, architecture=architecture)
        for name, version, architecture in host.packages.packages()
        if name == package
        and NAME.fullmatch(name)
        and VERSION.fullmatch(version)
        and ARCHITECTURE.fullmatch(architecture)
    )


def _command(host: Host, path: str) -> str:
    """Return what a person types to have the whole package put back."""
    package = host.packages.owner(path) or ""
    if host.packages.manager == "rpm":
        return f"dnf reinstall {package}" if re.fullmatch(r"[\w+.-]+", package) else "dnf reinstall"
    releases = _releases(host, package)
    named = " ".join(f"{one.package}:{one.architecture}={one.version}" for one in releases)
    return f"apt-get install --reinstall {named}".rstrip()
