"""What dpkg says of its files, read from its database: dpkg(1), deb(5), dpkg-divert(1)."""

from collections.abc import Iterator
from functools import cached_property

from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.model.record import Gap

HOME = "/var/lib/dpkg"
INFO = f"{HOME}/info"
DIGEST_LENGTH = 32  # md5 in hexadecimal
# Debian merged these folders into /usr; a package may name its files either way.
MERGED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


class DpkgDatabase:
    """The dpkg database below `tree`, each part read when it is first asked for."""

    manager = "dpkg"

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree
        self._gaps: list[Gap] = []

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be read, as far as it was asked for."""
        return tuple(self._gaps)

    def owner(self, path: str) -> str | None:
        """Return the package that owns `path`, under its merged name too."""
        return self._owners.get(self.folded(path))

    def expected(self, path: str) -> ExpectedFile | None:
        """Return what `path` should be; None when no package owns it."""
        folded = self.folded(path)
        package = self._owners.get(folded)
        if package is None:
            return None
        mode, uid, gid = self._overrides.get(folded, (None, None, None))
        configuration = self._configuration.get(folded)
        digest = configuration or self._digests.get(folded)
        return ExpectedFile(
            package=package,
            algorithm="md5" if digest else None,
            digest=digest,
            is_configuration=configuration is not None,
            mode=mode,
            uid=uid,
            gid=gid,
        )

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield every owned path that has a digest, configuration too."""
        for path in (*self._digests, *(self._configuration.keys() - self._digests.keys())):
            expected = self.expected(path)
            if expected and expected.digest:
                yield path, expected

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, version and architecture of every installed package."""
        for stanza in self._stanzas:
            yield stanza["Package"], stanza.get("Version", ""), stanza.get("Architecture", "")

    def folded(self, path: str) -> str:
        """Return the one name of a path that /bin and /usr/bin would both reach."""
        top = "/" + path[1:].partition("/")[0]
        return f"/usr{path}" if top in self._merged else path

    @cached_property
    def _merged(self) -> frozenset[str]:
        """Return the top folders that are links into /usr on this very host."""
        found = set()
        for folder in MERGED:
            try:
                if self._tree.resolve(folder) == f"/usr{folder}":
                    found.add(folder)
            except OSError:
                continue
        return frozenset(found)

    @cached_property
    def _owners(self) -> dict[str, str]:
        owners: dict[str, str] = {}
        for name in self._info(".list"):
            package = name.removesuffix(".list")
            for line in self._lines(f"{INFO}/{name}"):
                owners[self.folded(self._diverted(line, package))] = package
        for path in self._configuration:
            owners.setdefault(path, "")
        return owners

    @cached_property
    def _digests(self) -> dict[str, str]:
        digests: dict[str, str] = {}
        for name in self._info(".md5sums"):
            package = name.removesuffix(".md5sums")
            for line in self._lines(f"{INFO}/{name}"):
                digest, _, path = line.partition("  ")
                if len(digest) != DIGEST_LENGTH or not path:
                    self._malformed(f"{INFO}/{name}", f"no digest in: {line[:60]}")
                    continue
                digests[self.folded(self._diverted(f"/{path}", package))] = digest
        return digests

    @cached_property
    def _configuration(self) -> dict[str, str]:
        """Return the digest of each configuration file as it was shipped, by path."""
        found: dict[str, str] = {}
        for stanza in self._stanzas:
            for line in stanza.get("Conffiles", "").split("\n"):
                words = line.strip().rsplit(" ", 2)
                if words[-1] in ("obsolete", "remove-on-upgrade"):
                    words = [" ".join(words[:-2]), words[-2]]
                elif len(words) == 3:
                    words = [f"{words[0]} {words[1]}", words[2]]
                if len(words) == 2 and len(words[1]) == DIGEST_LENGTH:
                    found[self.folded(words[0])] = words[1]
        return found

    @cached_property
    def _stanzas(self) -> tuple[dict[str, str], ...]:
        """Return the paragraphs of the status file whose package is on the disk."""
        try:
            text = self._tree.read(f"{HOME}/status").data.decode(errors="surrogateescape")
        except OSError as error:
            self._unread(f"{HOME}/status", error)
            return ()
        read = (_paragraph(part) for part in text.split("\n\n"))
        return tuple(
            one
            for one in read
            if "Package" in one and not one.get("Status", "").endswith(" not-installed")
        )

    @cached_property
    def _diversions(self) -> dict[str, tuple[str, str]]:
        """Return where a path was diverted to, and the package that keeps the name."""
        lines = self._lines(f"{HOME}/diversions", is_needed=False)
        threes = zip(lines[0::3], lines[1::3], lines[2::3], strict=False)
        return {path: (target, package) for path, target, package in threes}

    @cached_property
    def _overrides(self) -> dict[str, tuple[int, int | None, int | None]]:
        found: dict[str, tuple[int, int | None, int | None]] = {}
        for line in self._lines(f"{HOME}/statoverride", is_needed=False):
            words = line.split(" ", 3)
            if len(words) != 4 or not words[2].isdigit():
                self._malformed(f"{HOME}/statoverride", f"no override: {line[:60]}")
                continue
            user, group, mode, path = words
            found[self.folded(path)] = (
                int(mode, 8),
                self._ids("/etc/passwd").get(user),
                self._ids("/etc/group").get(group),
            )
        return found

    def _ids(self, path: str) -> dict[str, int]:
        rows = (line.split(":") for line in self._lines(path, is_needed=False))
        return {row[0]: int(row[2]) for row in rows if len(row) > 2 and row[2].isdigit()}

    def _diverted(self, path: str, package: str) -> str:
        target, keeper = self._diversions.get(path, ("", ""))
        return target if target and package.partition(":")[0] != keeper else path

    def _info(self, ending: str) -> list[str]:
        try:
            return [name for name in self._tree.names(INFO) if name.endswith(ending)]
        except OSError as error:
            self._unread(INFO, error)
            return []

    def _lines(self, path: str, *, is_needed: bool = True) -> list[str]:
        try:
            text = self._tree.read(path).data.decode(errors="surrogateescape")
        except OSError as error:
            if is_needed:
                self._unread(path, error)
            return []
        return [line for line in text.split("\n") if line]

    def _unread(self, path: str, error: OSError) -> None:
        detail = error.strerror or ""
        self._gaps.append(Gap(artifact="packages", path=path, reason="denied", detail=detail))

    def _malformed(self, path: str, detail: str) -> None:
        self._gaps.append(Gap(artifact="packages", path=path, reason="malformed", detail=detail))


def _paragraph(text: str) -> dict[str, str]:
    """Read `Name: value` fields; a line that begins with a blank goes on with the one before."""
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith((" ", "\t")):
            fields[name] = f"{fields.get(name, '')}\n{line.strip()}"
        else:
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    return fields
