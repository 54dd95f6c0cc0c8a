"""The settings of sshd that decide who may log in (sshd_config(5))."""

import re
from collections.abc import Iterator

from rootout.collect.patterns import expand
from rootout.host.api import Host

MAIN = "/etc/ssh/sshd_config"
DEFAULTS = (".ssh/authorized_keys", ".ssh/authorized_keys2")
DEEPEST = 8  # includes within includes
MOST_FILES = 1000  # a file that includes its own folder doubles at each level
WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


def key_files(host: Host) -> tuple[str, ...]:
    """Return every pattern of AuthorizedKeysFile that may apply to some account.

    The first one outside of any Match block counts for all; each one inside counts for some.
    """
    general: list[str] | None = None
    special: list[str] = []
    is_special = False
    for words in settings(host, MAIN, 0):
        name = words[0].lower()
        if name == "match":
            is_special = [word.lower() for word in words[1:]] != ["all"]
        elif name == "authorizedkeysfile" and is_special:
            special.extend(words[1:])
        elif name == "authorizedkeysfile" and general is None:
            general = words[1:]
    patterns = (*(DEFAULTS if general is None else general), *special)
    return tuple(dict.fromkeys(one for one in patterns if one.lower() != "none"))


def settings(
    host: Host, path: str, depth: int, counted: Iterator[int] | None = None
) -> Iterator[list[str]]:
    """Yield the words of every line, includes where they stand; unreadable files are left out."""
    counted = counted or iter(range(MOST_FILES))
    try:
        lines = list(host.read(path).lines())
    except OSError:
        return
    for line in lines:
        words = _words(line)
        if words and words[0].lower() == "include" and depth < DEEPEST:
            for pattern in words[1:]:
                whole = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
                for included in expand(host, (whole,)):
                    if next(counted, None) is None:
                        return
                    yield from settings(host, included, depth + 1, counted)
        elif words:
            yield words


def _words(line: str) -> list[str]:
    """Split a line as sshd does: `Name value "a value"` or `Name=value`."""
    name, _, rest = re.sub(r"[\s=]+", " ", line, count=1).partition(" ")
    return [one for one in (name, *(found[0] or found[1] for found in WORD.findall(rest))) if one]
