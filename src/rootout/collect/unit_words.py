"""The words of a unit's commands as systemd splits them, which no shell would do the same way."""

import re

from rootout.model.value import value

LONGEST = 131_072  # characters; execve(2) hands on no longer word
# extract_first_word() of systemd: quotes may begin inside a word, and escapes count in each.
PART = (
    r"""(?P<bare>(?:\\.|[^ \t\n\r"'\\])++)"""
    r"""|"(?P<double>(?:\\.|[^"\\])*+)"|'(?P<single>(?:\\.|[^'\\])*+)'"""
)
WORD = re.compile(r"(?:" + re.sub(r"\?P<\w+>", "?:", PART) + r"""|["'\\])++""", re.DOTALL)
PARTS = re.compile(PART, re.DOTALL)
ESCAPE = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{2})|(?P<octal>[0-3][0-7]{2})|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})|(?P<letter>.))",
    re.DOTALL,
)
LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "s": " ", "t": "\t", "v": "\v"}
SPECIFIER = re.compile("%.", re.DOTALL)
# systemd.unit(5), what they mean to the system's own manager.
OF_SYSTEM = {
    "%%": "%",
    "%t": "/run",
    "%S": "/var/lib",
    "%C": "/var/cache",
    "%L": "/var/log",
    "%E": "/etc",
    "%T": "/tmp",  # noqa: S108 - what it stands for
    "%V": "/var/tmp",  # noqa: S108
    "%h": "/root",
    "%u": "root",
    "%U": "0",
}
OF_USER = {"%S": "/.config", "%C": "/.cache", "%E": "/.config", "%L": "/.config/log", "%h": ""}


@value
class Specifiers:
    """What the specifiers of one unit stand for."""

    meaning: dict[str, str]

    @classmethod
    def of(cls, path: str, host: str, home: str | None = None) -> "Specifiers":
        """Return those of the unit at `path`; `home` is that of the user whose manager reads it."""
        folder, _, name = path.rpartition("/")
        stem = name.rpartition(".")[0]
        prefix, _, instance = stem.partition("@")
        own = {"%n": name, "%N": stem, "%p": prefix, "%P": _path_of(prefix), "%i": instance}
        own |= {"%I": _path_of(instance), "%j": prefix.rpartition("-")[2], "%y": path, "%Y": folder}
        own |= {"%H": host, "%l": host.partition(".")[0], "%d": f"/run/credentials/{name}"}
        of_user = {} if home is None else {key: home + end for key, end in OF_USER.items()}
        return cls(meaning=OF_SYSTEM | own | of_user)

    def expand(self, word: str) -> str:
        """Return `word` with what its specifiers stand for; unknown ones are kept."""
        return SPECIFIER.sub(lambda found: self.meaning.get(found[0], found[0]), word)


def words_of(command: str, specifiers: Specifiers) -> tuple[str, ...]:
    r"""Return the words of a command: escapes first, then specifiers, so that `\x25T` is /tmp.

    That is the order of config_parse_exec(). A command is cut after 131,072 characters.
    """
    found = WORD.findall(command[:LONGEST])
    return tuple(specifiers.expand(_plain(word)) for word in found)


def _plain(word: str) -> str:
    found = "".join(
        ESCAPE.sub(_character, part["bare"] or part["double"] or part["single"] or "")
        for part in PARTS.finditer(word)
    )
    # Bytes that were escaped one by one make letters only together.
    return found.encode(errors="surrogateescape").decode(errors="surrogateescape")


def _character(found: re.Match[str]) -> str:
    if found["letter"]:
        return LETTERS.get(found["letter"], found["letter"])
    if found["hex"] or found["octal"]:
        return bytes((_number(found),)).decode(errors="surrogateescape")
    code = _number(found)
    is_letter = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_letter else "\ufffd"


def _number(found: re.Match[str]) -> int:
    if found["octal"]:
        return int(found["octal"], 8)
    return int(found["hex"] or found["short"] or found["long"], 16)


def _path_of(name: str) -> str:
    r"""Undo what systemd-escape(1) does: a dash is a slash, and `\x2d` a dash."""
    return ESCAPE.sub(_character, name.replace("-", "/"))
