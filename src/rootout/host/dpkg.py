"""What dpkg says of its files, read from its database: dpkg(1), deb(5), dpkg-divert(1)."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from rootout.host.account_ids import read_ids
from rootout.host.api import ExpectedFile
from rootout.host.dpkg_status import Stanza, parse_status
from rootout.host.files import FileTree
from rootout.host.merged import MergedFolders
from rootout.host.reasons import reason_of
from rootout.model.record import Gap

HOME = "/var/lib/dpkg"
INFO = f"{HOME}/info"
# md5sum(1): a backslash before the digest says that the name is escaped.
DIGEST = re.compile(r"(\\?)([0-9a-f]{32})[ ][ *](?:\./)?(.+)", re.DOTALL)
OVERRIDE = re.compile(r"(\S+) (\S+) ([0-7]{1,5}) (/.*)", re.DOTALL)
NUMBER = 3  # bytes of a package's number
MOST_GAPS = 20  # of one file


class DpkgDatabase:
    """The dpkg database below `tree`, each part read when it is first asked for.

    A large server has 300,000 packaged paths, so each is kept once, and beside it only the
    number of its package and the 16 bytes of its digest.
    """

    manager = "dpkg"

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree
        self._merged = MergedFolders(tree)
        self._gaps: list[Gap] = []
        self._broken: Counter[str] = Counter()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be read, as far as it was asked for."""
        return tuple(self._gaps)

    def owner(self, path: str) -> str | None:
        """Return the package that owns `path`, under its merged name too.

        dpkg keeps a digest of every regular file but configuration. A file that is listed without
        one was added to the list by someone else: nobody vouches for it, so nobody owns it.
        """
        folded = self._merged.folded(path)
        known = self._files.get(folded)
        if known is None:
            return None
        stanza = self._stanza(known)
        if len(known) > NUMBER or folded in self._configuration or not stanza.is_installed:
            return stanza.package
        return None if self._is_file(path) else stanza.package

    def expected(self, path: str) -> ExpectedFile | None:
        """Return what `path` should be; None when no package owns it."""
        package = self.owner(path)
        if package is None:
            return None
        folded = self._merged.folded(path)
        return self._expected(folded, package, self._digest(folded))

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield every owned path that has a digest, configuration too."""
        for path, known in self._files.items():
            digest = self._digest(path)
            if digest:
                yield path, self._expected(path, self._stanza(known).package, digest)

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, version and architecture of every installed package."""
        for one in self._stanzas:
            if one.state != "config-files":
                yield one.package, one.version, one.architecture

    def _expected(self, folded: str, package: str, digest: bytes) -> ExpectedFile:
        mode, uid, gid = self._overrides.get(folded, (None, None, None))
        return ExpectedFile(
            package=package,
            algorithm="md5" if digest else None,
            digest=digest.hex() or None,
            is_configuration=folded in self._configuration,
            mode=mode,
            uid=uid,
            gid=gid,
        )

    def _digest(self, folded: str) -> bytes:
        """Return the md5 of a path as it was shipped; empty where there is none."""
        known = self._configuration.get(folded)
        return self._files[folded][NUMBER:] if known is None else known

    def _stanza(self, known: bytes) -> Stanza:
        return self._stanzas[int.from_bytes(known[:NUMBER])]

    def _is_file(self, path: str) -> bool:
        try:
            return self._tree.stat(path).kind == "file"
        except OSError:
            return False

    @cached_property
    def _stanzas(self) -> tuple[Stanza, ...]:
        path = f"{HOME}/status"
        found = []
        for one in parse_status(self._text(path)):
            if isinstance(one, str):
                self._malformed(path, f"no package in: {one}")
                continue
            found.append(one)
            for line in one.broken:
                self._malformed(path, f"no configuration file of {one.package}: {line[:60]}")
            if one.state == "half-installed":
                self._malformed(path, f"{one.package} is half installed: its files are not judged")
        return tuple(found)

    @cached_property
    def _files(self) -> dict[str, bytes]:
        """Return, by path, the number of its package and its digest, where it has one."""
        files: dict[str, bytes] = {}
        names = set(self._names())
        for number, stanza in enumerate(self._stanzas):
            key = number.to_bytes(NUMBER)
            name = self._list_of(stanza, names)
            if not name:
                self._malformed(INFO, f"there is no list of the files of {stanza.package}")
                continue
            names.discard(f"{name}.list")
            for path in self._listed(f"{INFO}/{name}.list"):
                files.setdefault(self._placed(path, stanza.package), key)
            if stanza.is_installed and f"{name}.md5sums" in names:
                self._add_digests(files, f"{INFO}/{name}.md5sums", stanza.package, key)
            for path, _ in stanza.conffiles:
                files.setdefault(self._placed(path, stanza.package), key)
        for name in sorted(one for one in names if one.endswith(".list")):
            self._malformed(INFO, f"{name[:60]} lists the files of a package that dpkg has not")
        return files

    def _add_digests(self, files: dict[str, bytes], path: str, package: str, key: bytes) -> None:
        for line in self._lines(path):
            match = DIGEST.fullmatch(line)
            if match is None:
                self._malformed(path, f"no digest in: {line[:60]}")
                continue
            name = match[3].replace("\\n", "\n").replace("\\\\", "\\") if match[1] else match[3]
            placed = self._placed(f"/{name}", package)
            if files.get(placed, b"")[:NUMBER] == key:  # only what its list names is its own
                files[placed] = key + bytes.fromhex(match[2])

    @cached_property
    def _configuration(self) -> dict[str, bytes]:
        """Return the digest of each configuration file as it was shipped, by path."""
        found: dict[str, bytes] = {}
        names = frozenset(self._names())
        for stanza in self._stanzas:
            for path, digest in stanza.conffiles:
                found[self._placed(path, stanza.package)] = bytes.fromhex(digest)
            name = f"{self._list_of(stanza, names)}.conffiles"
            for line in self._lines(f"{INFO}/{name}") if name in names else ():
                path = line.removeprefix("remove-on-upgrade ")  # deb-conffiles(5)
                found.setdefault(self._placed(path, stanza.package), b"")
        return found

    @cached_property
    def _diversions(self) -> dict[str, tuple[str, str]]:
        """Return where a path was diverted to, and the package that keeps the name."""
        path = f"{HOME}/diversions"
        lines = self._lines(path, is_needed=False)
        if len(lines) % 3:
            self._malformed(path, "the last diversion is cut short")
        threes = zip(lines[0::3], lines[1::3], lines[2::3], strict=False)
        return {diverted: (target, package) for diverted, target, package in threes}

    @cached_property
    def _overrides(self) -> dict[str, tuple[int, int | None, int | None]]:
        path = f"{HOME}/statoverride"
        lines = self._lines(path, is_needed=False)
        users, groups = (self._ids("/etc/passwd"), self._ids("/etc/group")) if lines else ({}, {})
        found: dict[str, tuple[int, int | None, int | None]] = {}
        for line in lines:
            match = OVERRIDE.fullmatch(line)
            if match is None:
                self._malformed(path, f"no override: {line[:60]}")
                continue
            uid, gid = _id(match[1], users), _id(match[2], groups)
            found[self._merged.folded(match[4])] = (int(match[3], 8), uid, gid)
        return found

    def _ids(self, path: str) -> dict[str, int]:
        try:
            return read_ids(self._tree, path)
        except OSError as error:
            self._unread(path, error)
            return {}

    def _placed(self, path: str, package: str) -> str:
        """Return where a path of `package` lies: a diversion counts for all but its keeper."""
        target, keeper = self._diversions.get(path, ("", ""))
        return self._merged.folded(target if target and package != keeper else path)

    def _list_of(self, stanza: Stanza, names: set[str] | frozenset[str]) -> str:
        """Return the name of a package's files; with `Multi-Arch: same` they name its kind too."""
        for name in (f"{stanza.package}:{stanza.architecture}", stanza.package):
            if f"{name}.list" in names:
                return name
        return ""

    def _listed(self, path: str) -> Iterator[str]:
        for line in self._lines(path):
            if line.startswith("/"):
                yield "/" if line == "/." else line
            else:
                self._malformed(path, f"no path: {line[:60]}")

    def _names(self) -> tuple[str, ...]:
        try:
            return self._tree.names(INFO)
        except OSError as error:
            self._unread(INFO, error)
            return ()

    def _lines(self, path: str, *, is_needed: bool = True) -> list[str]:
        return [line for line in self._text(path, is_needed=is_needed).split("\n") if line]

    def _text(self, path: str, *, is_needed: bool = True) -> str:
        try:
            return self._tree.read(path).data.decode(errors="surrogateescape")
        except OSError as error:
            if is_needed or not isinstance(error, FileNotFoundError):
                self._unread(path, error)
            return ""

    def _unread(self, path: str, error: OSError) -> None:
        detail = error.strerror or ""
        gap = Gap(artifact="packages", path=path, reason=reason_of(error), detail=detail)
        if gap not in self._gaps:
            self._gaps.append(gap)

    def _malformed(self, path: str, detail: str) -> None:
        self._broken[path] += 1
        if self._broken[path] > MOST_GAPS:
            return
        if self._broken[path] == MOST_GAPS:
            detail = "there are more lines that say nothing"
        self._gaps.append(Gap(artifact="packages", path=path, reason="malformed", detail=detail))


def _id(name: str, known: dict[str, int]) -> int | None:
    """Return the number of a user or group; `#7` says it itself (dpkg-statoverride(1))."""
    if re.fullmatch(r"#[0-9]{1,10}", name):
        return int(name[1:])
    return known.get(name)
