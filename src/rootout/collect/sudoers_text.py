"""How sudoers(5) is read: statements over several lines, lists, aliases and rules.

After plugins/sudoers/toke.l and gram.y of sudo 1.9. Nothing is run and no name is looked up.
"""

import re
from collections.abc import Iterable, Iterator

from rootout.model.file import EvidenceFile
from rootout.model.value import value

# `#` begins a comment, unless a number follows: then it is a uid.
PART = re.compile(r'(?P<quote>")|(?P<comment>#(?!-?[0-9]))|\\.|[^"#\\]+|[#\\]', re.DOTALL)
IN_STRING = re.compile(r'(?P<quote>")|(?P<comment>$^)|\\.|[^"\\]+|\\', re.DOTALL)
CARRIED_ON = re.compile(r"(?<!\\)(?:\\\\)*(\\)[ \t]*\r?$")
STRING = r'"(?:\\.|[^"\\])*+"'
IPV6 = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:/[0-9A-Fa-f:]{1,40})?"
ITEM = re.compile(
    rf"(?P<not>(?:!\s*)*)(?P<name>{STRING}|{IPV6}(?=[\s,=]|$)"
    r'|%?:?(?:\\.|[^\s,=:()"!\\])(?:\\.|[^\s,=:()"\\])*+)'
)
RUN_AS = re.compile(r"\((?P<text>[^()]*)\)")
TAG = re.compile(
    r"(?P<name>(?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT))\s*:"
)
OPTION = re.compile(
    r"(?:ROLE|TYPE|PRIVS|LIMITPRIVS|APPARMOR_PROFILE|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER)"
    rf"\s*=\s*(?:{STRING}|[^\s,:=()]+)"
)
DIGEST = re.compile(r"sha(?:224|256|384|512)\s*:\s*[A-Za-z0-9+/=]+\s*,?")
EXPRESSION = r"\^(?:\\.|[^#$\\])*+\$"
COMMAND = re.compile(
    rf"(?P<not>(?:!\s*)*)(?P<name>{EXPRESSION}(?:[ \t]+{EXPRESSION}|(?:\\.|[^,:#\\])*+)"
    r"|(?:[/~]|(?:sudoedit|list)\b)(?:\\.|[^,:#\\])*+|[A-Z][A-Z0-9_]*+)"
)
INCLUDE = re.compile(
    r"(?:[ \t]*@|#(?=include(?:dir)?[ \t]))include(?P<dir>dir)?[ \t]*"
    rf"(?P<path>{STRING}|(?:\\[ \t]|\S)+)"
)
ALIAS_NAME = re.compile(r"[A-Z][A-Z0-9_]*$")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
DEEPEST = 50  # aliases in aliases
MOST = 1000  # names of one list


@value
class Statement:
    """One thing that sudoers says: where it begins, its lines as they are, and what counts."""

    line: int
    text: str
    content: str


@value
class Grant:
    """One command of a rule, with what was said before it and still holds."""

    hosts: tuple[str, ...]
    run_as: str
    tags: tuple[str, ...]
    command: str


@value
class Rule:
    """A user specification: who, and what they are granted."""

    who: tuple[str, ...]
    grants: tuple[Grant, ...]


def statements(file: EvidenceFile) -> Iterator[Statement]:
    """Yield everything a file says, comments taken off and continued lines joined."""
    lines = file.data.decode(errors="surrogateescape").split("\n")
    raw: list[str] = []
    content: list[str] = []
    in_string = False
    for number, line in enumerate(lines, start=1):
        raw.append(line)
        counted = line.partition("\0")[0]  # sudo reads no further
        if not content and INCLUDE.match(counted):
            part, goes_on = counted, False
        else:
            part, in_string, goes_on = _part(counted, in_string=in_string)
        content.append(part)
        if goes_on and number < len(lines):
            continue
        if said := " ".join(content).strip():
            text = "\n".join(raw)
            yield Statement(line=number - len(raw) + 1, text=text, content=said)
        raw, content, in_string = [], [], False


def unquoted(name: str) -> str:
    """Take quotes and backslashes off a name."""
    is_string = len(name) > 1 and name[0] == name[-1] == '"'
    return ESCAPE.sub(r"\1", name[1:-1] if is_string else name)


def included(content: str) -> tuple[str, bool] | None:
    """Return what a statement includes, and whether that is a folder; None where it does not."""
    found = INCLUDE.match(content)
    return (unquoted(found["path"]), bool(found["dir"])) if found else None


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a list, such as the one behind `Defaults:`."""
    return Reader(text).names()


def rule_in(text: str) -> Rule | None:
    """Read a user specification; None where sudo would refuse it."""
    reader = Reader(text)
    who = reader.names()
    grants: list[Grant] = []
    while who:
        hosts = reader.names()
        found = reader.grants(hosts) if hosts and reader.takes("=") else []
        grants.extend(found)
        if found and reader.is_at_end():
            return Rule(who=who, grants=tuple(grants))
        if not found or not reader.takes(":"):
            return None
    return None


def aliases_in(text: str, *, of_commands: bool) -> dict[str, tuple[str, ...]] | None:
    """Read `NAME = list : NAME = list`; None where it is none."""
    reader = Reader(text)
    found: dict[str, tuple[str, ...]] = {}
    while True:
        names = reader.names()
        if len(names) != 1 or not ALIAS_NAME.match(names[0]) or not reader.takes("="):
            return None
        members = reader.commands() if of_commands else reader.names()
        found[names[0]] = members
        if members and reader.is_at_end():
            return found
        if not members or not reader.takes(":"):
            return None


class Reader:
    """Reads one statement from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._skip()

    def is_at_end(self) -> bool:
        """Say whether nothing is left."""
        return self._at >= len(self._text)

    def takes(self, sign: str) -> bool:
        """Step over `sign` where it is the next one."""
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        self._skip()
        return True

    def names(self) -> tuple[str, ...]:
        """Step over a list of names; nothing where there is none."""
        found: list[str] = []
        while one := self._one(ITEM):
            found.append(_negated(one["not"], unquoted(one["name"])))
            if not self.takes(","):
                return tuple(found)
        return ()

    def commands(self) -> tuple[str, ...]:
        """Step over a list of commands; nothing where there is none."""
        found: list[str] = []
        while command := self._command():
            found.append(command)
            if not self.takes(","):
                return tuple(found)
        return ()

    def grants(self, hosts: tuple[str, ...]) -> list[Grant]:
        """Step over commands with what is said before each; it holds for those behind it too."""
        found: list[Grant] = []
        run_as, tags = "root", dict[str, None]()
        while True:
            if one := self._one(RUN_AS):
                run_as = re.sub(r"\s", "", one["text"]) or "themselves"
            while (option := self._one(OPTION)) or (tag := self._one(TAG)):
                if not option and tag:
                    tags.pop(_opposite(tag["name"]), None)
                    tags[tag["name"]] = None
            command = self._command()
            if command is None:
                return []
            found.append(Grant(hosts=hosts, run_as=run_as, tags=tuple(tags), command=command))
            if not self.takes(","):
                return found

    def _command(self) -> str | None:
        while self._one(DIGEST):
            pass
        one = self._one(COMMAND)
        return _negated(one["not"], ESCAPE.sub(r"\1", one["name"].strip())) if one else None

    def _one(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
            self._skip()
        return found

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in " \t\r":
            self._at += 1


def _negated(signs: str, name: str) -> str:
    if signs.count("!") % 2 == 0:
        return name
    return name[1:] if name.startswith("!") else f"!{name}"


def _opposite(tag: str) -> str:
    return tag.removeprefix("NO") if tag.startswith("NO") else f"NO{tag}"


def _part(line: str, *, in_string: bool) -> tuple[str, bool, bool]:
    """Return what counts of a line, whether a string is open at its end, and whether it goes on."""
    at = 0
    ending = CARRIED_ON.search(line)
    end = ending.start(1) if ending else len(line)
    while at < end:
        token = (IN_STRING if in_string else PART).match(line, at, end)
        if token is None or token["comment"]:
            return line[:at], False, False
        if token["quote"]:
            in_string = not in_string
        at = token.end()
    return line[:end], in_string, ending is not None


class Aliases:
    """The aliases of all files together: each may be used before it is defined."""

    def __init__(self, defined: dict[str, tuple[str, ...]]) -> None:
        self._defined = defined
        self._known: dict[str, tuple[str, ...]] = {}

    def expand(self, names: Iterable[str], depth: int = 0) -> tuple[str, ...]:
        """Return what the names mean, each once, and no more than MOST."""
        found: dict[str, None] = {}
        for name in names:
            is_denied = name.startswith("!")
            for one in self._members(name.removeprefix("!"), depth):
                found[_negated("!", one) if is_denied else one] = None
            if len(found) >= MOST:
                break
        return tuple(found)[:MOST]

    def _members(self, name: str, depth: int) -> tuple[str, ...]:
        if name not in self._defined or depth > DEEPEST:
            return (name,)
        if name not in self._known:
            self._known[name] = ()  # of itself it has nothing
            self._known[name] = self.expand(self._defined[name], depth + 1)
        return self._known[name]
