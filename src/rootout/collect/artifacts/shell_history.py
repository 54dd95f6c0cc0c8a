"""What people typed: the histories of shells, databases, interpreters and editors."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import at_home
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

MOST_LINES = 5000  # of one history, the last ones
LONGEST = 16_384  # characters of one command; what is longer owes a gap
TIME = re.compile(r"#(\d{9,11})$")  # bash with HISTTIMEFORMAT: bash(1)
EXTENDED = re.compile(r": (\d{9,11}):\d+;(.*)$", re.DOTALL)  # zsh with EXTENDED_HISTORY
FISH = re.compile(r"- cmd: (.*)$", re.DOTALL)
FISH_TIME = re.compile(r"when: (\d{9,11})$")
FISH_ESCAPED = re.compile(r"\\(n|\\)")
# libedit writes blanks and the like as octal numbers below this line: history.c, strvis(3).
LIBEDIT = "_HiStOrY_V2_"
OCTAL = re.compile(r"\\([0-3][0-7]{2})")
METAFIED = b"\x83"  # zsh's mark that 32 was added to the next byte: Meta of zsh.h
TYPED_IN_LESS = ("!", "#")  # less(1): commands for the shell
TYPED_IN_VIM = (":", ">")  # viminfo: commands, and the files that were edited
Typed = tuple[Origin, str, float]  # where it stands, what, and when


@value
class HistoryLine(Record):
    """One command that was typed; `time` is 0 where the history does not say when."""

    user: str
    program: str  # bash, zsh, fish, mysql, ...
    command: str
    time: float
    targets: tuple[str, ...]  # absolute paths that the command names

    def entities(self) -> tuple[Entity, ...]:
        """Return the history, and the account that typed."""
        return (Entity("file", self.origin.path), Entity("account", self.user))


PROGRAMS = {
    ".bash_history": "bash",
    ".ash_history": "ash",
    ".sh_history": "ksh",
    ".zsh_history": "zsh",
    ".zhistory": "zsh",
    ".histfile": "zsh",
    "fish_history": "fish",
    ".mysql_history": "mysql",
    ".mariadb_history": "mysql",
    ".psql_history": "psql",
    ".sqlite_history": "sqlite",
    ".rediscli_history": "redis",
    ".python_history": "python",
    ".node_repl_history": "node",
    ".lesshst": "less",
    ".viminfo": "vim",
}
SHELLS = frozenset(("bash", "ash", "ksh", "zsh", "fish"))


@artifact(
    files=(
        *(f"~/{name}" for name in PROGRAMS if name != "fish_history"),
        "~/.local/share/fish/fish_history",
    ),
    attack=("T1059.004", "T1070.003"),
)
def parse(file: EvidenceFile) -> Iterator[HistoryLine | Gap]:
    """Commands that people typed, the last 5,000 of each history."""
    program = PROGRAMS.get(file.name, "")
    lines = list(file.lines(comment=""))
    is_libedit = bool(lines) and lines[0] == LIBEDIT
    if len(lines) > MOST_LINES:
        yield _gap(file, f"{len(lines)} lines, the last {MOST_LINES} were read")
    for origin, whole, time in _commands(program, lines[-MOST_LINES:]):
        command = OCTAL.sub(_character, whole) if is_libedit else whole
        if len(command) > LONGEST:
            yield _gap(file, f"line {origin.line} was read to its first {LONGEST} characters")
        command = command[:LONGEST]
        yield HistoryLine(
            origin=origin,
            user=file.account or "root",
            program=program,
            command=command,
            time=time,
            targets=_targets(program, at_home(command, file.home)),
        )


def _targets(program: str, command: str) -> tuple[str, ...]:
    if program == "vim":
        return targets_of(command.lstrip(">: "))
    return targets_of(command) if program in SHELLS else ()


def _commands(program: str, lines: list[Line]) -> Iterator[Typed]:
    """Yield each command with its place and its time."""
    if program == "fish":
        yield from _of_fish(lines)
    elif program == "zsh":
        yield from _of_zsh(lines)
    elif program in SHELLS:
        yield from _of_bash(lines)
    elif program in ("vim", "less"):
        marks = TYPED_IN_VIM if program == "vim" else TYPED_IN_LESS
        typed = (line for line in lines if line.startswith(marks))
        yield from ((line.origin, line.lstrip(":!# "), 0.0) for line in typed)
    else:
        typed = (line for line in lines if line != LIBEDIT)
        yield from ((line.origin, line.replace("\x01", "\n"), 0.0) for line in typed)  # psql


def _of_bash(lines: list[Line]) -> Iterator[Typed]:
    time = 0.0
    for line in lines:
        if found := TIME.match(line):
            time = float(found[1])
        else:
            yield line.origin, str(line), time
            time = 0.0


def _of_zsh(lines: list[Line]) -> Iterator[Typed]:
    """Join the lines of one command: zsh writes a backslash before each newline in it."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        text = _unmetafied(line.text)
        if not parts:
            origin = line.origin
        if text.endswith("\\") and number + 1 < len(lines):
            parts.append(text[:-1])
            continue
        whole = "\n".join((*parts, text)).strip()
        parts = []
        found = EXTENDED.match(whole)
        yield (origin, found[2], float(found[1])) if found else (origin, whole, 0.0)


def _of_fish(lines: list[Line]) -> Iterator[Typed]:
    """Read what looks like YAML and is none: the time comes after the command."""
    held: tuple[Origin, str] | None = None
    for line in lines:
        if found := FISH.match(line):
            if held:
                yield (*held, 0.0)
            held = line.origin, FISH_ESCAPED.sub(_meant, found[1])
        elif held and (found := FISH_TIME.match(line)):
            yield (*held, float(found[1]))
            held = None
    if held:
        yield (*held, 0.0)


def _meant(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] == "n" else "\\"


def _character(octal: re.Match[str]) -> str:
    return chr(int(octal[1], 8))


def _unmetafied(text: str) -> str:
    """Return what zsh wrote with its marks taken out."""
    data = text.encode(errors="surrogateescape")
    if METAFIED not in data:
        return text
    first, *rest = data.split(METAFIED)
    parts = (bytes((one[0] ^ 32,)) + one[1:] if one else b"" for one in rest)
    return b"".join((first, *parts)).decode(errors="surrogateescape")


def _gap(file: EvidenceFile, detail: str) -> Gap:
    return Gap(artifact="shell_history", path=file.path, reason="too_large", detail=detail)
