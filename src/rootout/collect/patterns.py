"""Glob patterns of an artifact -> the files of a host that they mean."""

import errno
import fnmatch
import glob
from collections.abc import Callable, Iterator

from rootout.host.api import Host

MAGIC = frozenset("*?[")
MOST_FILES = 10_000  # of one pattern in one folder
Missed = Callable[[OSError], object]


def expand(
    host: Host, patterns: tuple[str, ...], missed: Missed = lambda _: None
) -> tuple[str, ...]:
    """Return every regular file that `patterns` name, sorted, each once.

    A leading `~` stands for the home directory of every account of the host. A file in a folder
    of two names, such as /run and /var/run, is found under the first. `missed` is told of what
    is there but could not be looked at.
    """
    found: dict[str, str] = {}
    for pattern in patterns:
        for whole in _with_homes(host, pattern):
            for path in _matches(host, whole, missed):
                found.setdefault(_in_its_folder(host, path), path)
    return tuple(sorted(found.values()))


def homes(host: Host) -> tuple[str, ...]:
    """Return the home directories that /etc/passwd names, root's first."""
    return tuple(residents(host))


def residents(host: Host) -> dict[str, str]:
    """Return whose each home directory is; one that accounts share is root's, or the first's."""
    try:
        lines = host.read("/etc/passwd").data.split(b"\n")
    except OSError:
        lines = []
    fields = (line.decode(errors="surrogateescape").split(":") for line in lines)
    named = [parts for parts in fields if len(parts) > 5 and parts[5].startswith("/")]
    found = {"/root": "root"}
    for parts in sorted(named, key=lambda one: one[0] != "root"):
        found.setdefault("/" + parts[5].strip("/"), parts[0])
    return found


def home_of(path: str, patterns: tuple[str, ...], known: dict[str, str]) -> tuple[str, str] | None:
    """Return the home in which one of `patterns` found `path`, and whose it is."""
    for pattern in patterns:
        if pattern.startswith("~/"):
            parts = path.rsplit("/", pattern.count("/"))
            account = known.get(parts[0] or "/")
            if account and fnmatch.fnmatchcase("/".join(parts[1:]), pattern[2:]):
                return parts[0] or "/", account
    return None


def _with_homes(host: Host, pattern: str) -> Iterator[str]:
    if pattern.startswith("~/"):
        yield from (glob.escape(home.rstrip("/")) + pattern[1:] for home in homes(host))
    else:
        yield pattern


def _matches(host: Host, pattern: str, missed: Missed) -> Iterator[str]:
    reached = [""]
    *folders, last = pattern.strip("/").split("/")
    for part in folders:
        reached = [path for base in reached for path in _children(host, base, part, missed)]
    for base in reached:
        for path in _children(host, base, last, missed):
            if _is_file(host, path, missed):
                yield path


def _children(host: Host, base: str, part: str, missed: Missed) -> list[str]:
    if not MAGIC.intersection(part):
        return [f"{base}/{part}"]
    try:
        names = host.names(base or "/")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        missed(_named(error, base))
        return []
    matching = [f"{base}/{name}" for name in names if fnmatch.fnmatchcase(name, part)]
    if len(matching) > MOST_FILES:
        missed(OSError(errno.EFBIG, f"only the first {MOST_FILES} files were read", base))
    return matching[:MOST_FILES]


def _in_its_folder(host: Host, path: str) -> str:
    """Return `path` with the links of its folder followed, not its own."""
    folder, _, name = path.rpartition("/")
    try:
        return f"{host.resolve(folder or '/').rstrip('/')}/{name}"
    except OSError:
        return path  # gone since it was listed


def _is_file(host: Host, path: str, missed: Missed) -> bool:
    try:
        return host.stat(host.resolve(path)).kind == "file"
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        missed(_named(error, path))
        return False


def _named(error: OSError, path: str) -> OSError:
    """Return the same failure under the path by which the host knows it."""
    return OSError(error.errno, error.strerror, path)
