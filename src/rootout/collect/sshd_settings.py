"""The settings of sshd that decide who may log in (sshd_config(5))."""

import fnmatch
import posixpath
from collections.abc import Iterator

from rootout.host.api import Host

MAIN = "/etc/ssh/sshd_config"
DEEPEST = 8  # includes within includes


def key_files(host: Host) -> tuple[str, ...]:
    """Return the patterns of AuthorizedKeysFile, or () where none is set. The first one counts."""
    for words in settings(host, MAIN, 0):
        if words[0].lower() == "authorizedkeysfile":
            return tuple(word for word in words[1:] if word.lower() != "none")
    return ()


def settings(host: Host, path: str, depth: int) -> Iterator[list[str]]:
    """Yield the words of every line, includes where they stand; unreadable files are left out."""
    try:
        lines = list(host.read(path).lines())
    except OSError:
        return
    for line in lines:
        words = line.replace("=", " ", 1).replace('"', "").split()
        if words and words[0].lower() == "include" and depth < DEEPEST:
            for pattern in words[1:]:
                for included in _included(host, pattern):
                    yield from settings(host, included, depth + 1)
        elif words:
            yield words


def _included(host: Host, pattern: str) -> list[str]:
    whole = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
    folder, name = posixpath.split(whole)
    try:
        return [f"{folder}/{one}" for one in host.names(folder) if fnmatch.fnmatchcase(one, name)]
    except OSError:
        return []
