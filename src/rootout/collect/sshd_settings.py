"""The settings of sshd that decide who may log in (sshd_config(5))."""

import errno
import re
from collections.abc import Iterator

from rootout.collect.patterns import Missed, expand
from rootout.host.api import Host
from rootout.model.file import EvidenceFile, Line
from rootout.model.value import value

MAIN = "/etc/ssh/sshd_config"
DEFAULTS = (".ssh/authorized_keys", ".ssh/authorized_keys2")
DEEPEST = 8  # includes within includes
MOST_FILES = 1000  # a file that includes its own folder doubles at each level
WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


@value
class Setting:
    """One line: its keyword in small letters, what follows, and for whom it counts."""

    name: str
    values: tuple[str, ...]
    condition: str  # of the Match block around it; empty where it counts for all
    line: Line
    file: EvidenceFile


def key_files(host: Host) -> tuple[str, ...]:
    """Return every pattern of AuthorizedKeysFile that may apply to some account.

    The first one outside of any Match block counts for all; each one inside counts for some.
    """
    found = [one for one in settings(host) if one.name == "authorizedkeysfile"]
    general = next((one.values for one in found if not one.condition), DEFAULTS)
    special = (pattern for one in found if one.condition for pattern in one.values)
    return tuple(dict.fromkeys(one for one in (*general, *special) if one.lower() != "none"))


def settings(host: Host, missed: Missed = lambda _: None) -> Iterator[Setting]:
    """Yield every setting, includes where they stand; `missed` is told what could not be read."""
    yield from _Walk(host, missed).settings(MAIN, "", 0)


class _Walk:
    def __init__(self, host: Host, missed: Missed) -> None:
        self._host = host
        self._missed = missed
        self._left = MOST_FILES

    def settings(self, path: str, condition: str, depth: int) -> Iterator[Setting]:
        """Yield the settings of one file, which may stand inside of a Match block."""
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            self._missed(OSError(errno.EFBIG, "ever more files are included", path))
            return
        try:
            file = self._host.read(path)
        except FileNotFoundError:
            return
        except OSError as error:
            self._missed(OSError(error.errno, error.strerror, path))
            return
        yield from self._settings(file, condition, depth)

    def _settings(self, file: EvidenceFile, outer: str, depth: int) -> Iterator[Setting]:
        condition = outer
        for line in file.lines():
            words = _words(line)
            if not words:
                continue
            name, values = words[0].lower(), tuple(words[1:])
            if name == "match":
                block = " ".join(values)
                condition = outer if block.lower() == "all" else block or "nobody"
                continue
            yield Setting(name=name, values=values, condition=condition, line=line, file=file)
            for pattern in values if name == "include" else ():
                whole = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
                for path in expand(self._host, (whole,), self._missed):
                    if self._left >= 0:
                        yield from self.settings(path, condition, depth + 1)


def _words(line: str) -> list[str]:
    """Split a line as sshd does: `Name value "a value"` or `Name=value`."""
    name, _, rest = re.sub(r"[\s=]+", " ", line, count=1).partition(" ")
    return [one for one in (name, *(found[0] or found[1] for found in WORD.findall(rest))) if one]
