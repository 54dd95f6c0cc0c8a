"""What people typed: the histories of shells, databases, interpreters and editors."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

MOST_LINES = 5000  # of one history, the last ones
LONGEST = 4096  # characters of one command
TIME = re.compile(r"#(\d{9,11})$")  # bash with HISTTIMEFORMAT: bash(1)
EXTENDED = re.compile(r": (\d{9,11}):\d+;(.*)$", re.DOTALL)  # zsh with EXTENDED_HISTORY
FISH = re.compile(r"- cmd: (.*)$", re.DOTALL)
FISH_TIME = re.compile(r"when: (\d{9,11})$")


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
    if len(lines) > MOST_LINES:
        detail = f"{len(lines)} lines, the last {MOST_LINES} were read"
        yield Gap(artifact="shell_history", path=file.path, reason="too_large", detail=detail)
    for origin, command, time in _commands(program, lines[-MOST_LINES:]):
        yield HistoryLine(
            origin=origin,
            user=_user(file.path),
            program=program,
            command=command[:LONGEST],
            time=time,
            targets=targets_of(command[:LONGEST]) if program in SHELLS else (),
        )


def _commands(program: str, lines: list[Line]) -> Iterator[tuple[Origin, str, float]]:
    """Yield each command with its place and its time."""
    time = 0.0
    held: tuple[Origin, str] | None = None  # of fish, whose time comes after the command
    for line in lines:
        text = str(line)
        if program == "fish":
            if found := FISH.match(text):
                if held:
                    yield (*held, 0.0)
                held = line.origin, found[1].replace("\\n", "\n").replace("\\\\", "\\")
            elif held and (found := FISH_TIME.match(text)):
                yield (*held, float(found[1]))
                held = None
        elif program in ("bash", "ash", "ksh") and (found := TIME.match(text)):
            time = float(found[1])
        elif program == "zsh" and (found := EXTENDED.match(_unmetafied(text))):
            yield line.origin, found[2], float(found[1])
        elif program == "vim":
            if text.startswith(":"):
                yield line.origin, text[1:], 0.0
        else:
            yield line.origin, _unmetafied(text) if program == "zsh" else text, time
            time = 0.0
    if held:
        yield (*held, 0.0)


def _unmetafied(text: str) -> str:
    """Return what zsh wrote with its marks taken out; bytes are surrogates here."""
    if "\udc83" not in text:
        return text
    parts = text.split("\udc83")
    return parts[0] + "".join(chr(ord(one[0]) ^ 32) + one[1:] if one else "" for one in parts[1:])


def _user(path: str) -> str:
    """Return whose home the history lies in."""
    parts = path.split("/")
    return parts[2] if parts[1] == "home" and len(parts) > 3 else parts[1]
