"""Which files sudo reads its rules from: sudo.conf(5), sudoers(5), and all that they include."""

import posixpath
from collections.abc import Iterator

from rootout.collect.sudoers_text import Statement, included, statements
from rootout.collect.vouching import vouching_package
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Reason
from rootout.model.value import value

CONF = "/etc/sudo.conf"
MAIN = ("/etc/sudoers", "/usr/etc/sudoers")  # the first that is there: SUSE ships the second
LARGEST = 8 * 1024 * 1024
DEEPEST = 128  # MAX_SUDOERS_DEPTH of toke.l
MOST_FILES = 1000


@value
class Said:
    """One statement, and the file it stands in."""

    file: EvidenceFile
    statement: Statement
    is_conf: bool  # of sudo.conf
    is_of_folder: bool  # the file was found by @includedir: sudo does without it

    def whole(self, path: str) -> str:
        """Return an included path as sudo reads it, relative to this file."""
        return posixpath.join(posixpath.dirname(self.file.path), path)


def read_all(host: Host) -> Iterator[Said | Gap]:
    """Yield every statement of every file in the order in which sudo reads them."""
    walk = _Walk(host)
    conf = list(walk.statements(CONF, 0, is_conf=True))
    yield from conf
    named = [path for one in conf if isinstance(one, Said) for path in _named(one.statement)]
    present = [path for path in MAIN if host.exists(path)][:1]
    for path in (*named, *present):
        yield from walk.statements(path, 0)


def _named(statement: Statement) -> Iterator[str]:
    """Yield the sudoers file that sudo.conf names instead of the usual one."""
    for word in statement.content.split():
        name, _, path = word.partition("=")
        if name == "sudoers_file" and path.startswith("/"):
            yield path


class _Walk:
    def __init__(self, host: Host) -> None:
        self._host = host
        self._seen: set[str] = set()

    def statements(
        self, path: str, depth: int, *, is_conf: bool = False, is_of_folder: bool = False
    ) -> Iterator[Said | Gap]:
        """Yield what one file says, and behind each include what is included."""
        try:
            reached = self._host.resolve(path)
            if reached in self._seen:
                return
            file = self._host.read(path, LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            yield _gap(path, reason_of(error), error.strerror or "")
            return
        if len(self._seen) >= MOST_FILES or depth > DEEPEST:
            yield _gap(path, "too_large", "ever more files are included")
            return
        self._seen.add(reached)
        file.package = vouching_package(self._host, file)
        for statement in statements(file):
            said = Said(file=file, statement=statement, is_conf=is_conf, is_of_folder=is_of_folder)
            yield said
            if not is_conf and (found := included(statement.content)):
                yield from self._included(said, *found, depth)

    def _included(self, said: Said, name: str, is_folder: bool, depth: int) -> Iterator[Said | Gap]:
        path = said.whole(name.replace("%h", self._host.name.partition(".")[0]))
        if not is_folder:
            yield from self.statements(path, depth + 1)
            return
        try:
            names = self._host.names(path)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            yield _gap(path, reason_of(error), error.strerror or "")
            return
        for one in names:
            if "." not in one and not one.endswith("~") and self._is_file(f"{path}/{one}"):
                yield from self.statements(f"{path}/{one}", depth + 1, is_of_folder=True)

    def _is_file(self, path: str) -> bool:
        try:
            return self._host.stat(self._host.resolve(path)).kind == "file"
        except OSError:
            return False


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="sudoers", path=path, reason=reason, detail=detail)
