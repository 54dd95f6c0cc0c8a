"""Packaged files that are not what their package says."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.content import HEAD, content_of
from rootout.collect.registry import artifact
from rootout.host.api import ExpectedFile, Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.file import Stat
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

MOST_BYTES = 4 * 1024**3  # hashed in some ten seconds
Change = Literal["content", "mode", "owner", "type", "missing"]
# Images for containers and small systems leave these out: dpkg(1) path-exclude, localepurge(8).
OFTEN_LEFT_OUT = (
    "/usr/share/doc/",
    "/usr/share/man/",
    "/usr/share/info/",
    "/usr/share/locale/",
    "/usr/share/lintian/",
    "/usr/share/gnome/help/",
)


@value
class ChangedPackageFile(Record):
    """One packaged file whose digest, mode, owner or type differs from its package's."""

    path: str
    package: str
    changes: tuple[Change, ...]
    expected: str
    actual: str
    is_configuration: bool
    content: str  # elf, script, text, data, empty, link, directory, missing
    modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def ties(self) -> Iterator[Tie]:
        """Tie the package to its changed file."""
        yield Tie(Entity("package", self.package), "owns", Entity("file", self.path))


@artifact(form="tree", attack=("T1554",))
def collect(host: Host) -> Iterator[ChangedPackageFile | Gap]:
    """Every packaged file with a digest, compared in-process with what its package says."""
    for path, expected in host.packages.files():
        try:
            found = _compare(host, path, expected)
        except (FileNotFoundError, NotADirectoryError):
            found = _missing(path, expected)
        except OSError as error:
            yield _gap(path, reason_of(error), error.strerror or "")
            continue
        if found:
            yield found


def _compare(host: Host, path: str, expected: ExpectedFile) -> ChangedPackageFile | Gap | None:
    seen = host.stat(path)
    if seen.kind == "link":
        return _judge_link(host, path, expected, seen)
    if seen.kind != "file":
        return _changed(path, expected, seen, ("type",), seen.kind, seen.kind)
    if seen.size > MOST_BYTES:
        return _gap(path, "too_large", f"{seen.size} bytes are too many to hash")
    digest = host.digest(path, expected.algorithm or "md5")
    changes = _changes(expected, seen, digest)
    if not changes:
        return None
    content = content_of(host.head(path, HEAD))
    actual = f"{expected.algorithm} {digest} mode {seen.mode:o} owner {seen.uid}:{seen.gid}"
    return _changed(path, expected, seen, changes, content, actual)


def _changes(expected: ExpectedFile, seen: Stat, digest: str) -> tuple[Change, ...]:
    changes: list[Change] = []
    if digest != expected.digest:
        changes.append("content")
    if expected.mode not in (None, seen.mode):
        changes.append("mode")
    if expected.uid not in (None, seen.uid) or expected.gid not in (None, seen.gid):
        changes.append("owner")
    return tuple(changes)


def _judge_link(
    host: Host, path: str, expected: ExpectedFile, seen: Stat
) -> ChangedPackageFile | None:
    """Accept a link in the place of a file only where it leads to the same bytes of a package."""
    try:
        reached = host.resolve(path)
        is_same = host.packages.owner(reached) is not None and (
            host.digest(reached, expected.algorithm or "md5") == expected.digest
        )
    except OSError:  # it leads to nothing, to a device, or round in a circle
        is_same = False
    if is_same:
        return None
    return _changed(path, expected, seen, ("type",), "link", f"link to {host.target(path)}")


def _missing(path: str, expected: ExpectedFile) -> ChangedPackageFile | None:
    """Report a file that is gone, unless administrators and images leave such files out."""
    if expected.is_configuration or path.startswith(OFTEN_LEFT_OUT):
        return None
    return ChangedPackageFile(
        origin=Origin(path=path),
        path=path,
        package=expected.package,
        changes=("missing",),
        expected=f"{expected.algorithm} {expected.digest}",
        actual="nothing",
        is_configuration=False,
        content="missing",
        modified=0.0,
    )


def _changed(
    path: str,
    expected: ExpectedFile,
    seen: Stat,
    changes: tuple[Change, ...],
    content: str,
    actual: str,
) -> ChangedPackageFile:
    return ChangedPackageFile(
        origin=Origin(path=path),
        path=path,
        package=expected.package,
        changes=changes,
        expected=f"{expected.algorithm} {expected.digest}",
        actual=actual,
        is_configuration=expected.is_configuration,
        content=content,
        modified=seen.modified_ns / 1e9,
    )


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="package_files", path=path, reason=reason, detail=detail)
