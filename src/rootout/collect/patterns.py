"""Glob patterns of an artifact -> the files of a host that they mean."""

import fnmatch
from collections.abc import Iterator

from rootout.host.api import Host

MAGIC = frozenset("*?[")
MOST_FILES = 10_000  # of one pattern


def expand(host: Host, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return every regular file that `patterns` name, sorted, each once.

    A leading `~` stands for the home directory of every account of the host.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        for whole in _with_homes(host, pattern):
            for path in _matches(host, whole):
                found.setdefault(path)
    return tuple(sorted(found))


def homes(host: Host) -> tuple[str, ...]:
    """Return the home directories that /etc/passwd names, root's first."""
    try:
        lines = host.read("/etc/passwd").data.split(b"\n")
    except OSError:
        return ("/root",)
    fields = (line.decode(errors="surrogateescape").split(":") for line in lines)
    named = (parts[5] for parts in fields if len(parts) >= 7 and parts[5].startswith("/"))
    return tuple(dict.fromkeys(("/root", *named)))


def _with_homes(host: Host, pattern: str) -> Iterator[str]:
    if pattern.startswith("~/"):
        yield from (home.rstrip("/") + pattern[1:] for home in homes(host))
    else:
        yield pattern


def _matches(host: Host, pattern: str) -> Iterator[str]:
    reached = [""]
    *folders, last = pattern.strip("/").split("/")
    for part in folders:
        reached = [path for base in reached for path in _children(host, base, part)]
    for base in reached:
        for path in _children(host, base, last):
            if _is_file(host, path):
                yield path


def _children(host: Host, base: str, part: str) -> list[str]:
    if not MAGIC.intersection(part):
        return [f"{base}/{part}"]
    try:
        names = host.names(base or "/")
    except OSError:
        return []
    matching = (name for name in names if fnmatch.fnmatchcase(name, part))
    return [f"{base}/{name}" for name in matching][:MOST_FILES]


def _is_file(host: Host, path: str) -> bool:
    try:
        return host.stat(host.resolve(path)).kind == "file"
    except OSError:
        return False
