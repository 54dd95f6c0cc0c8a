"""Lines of a shell script, each with all the lines that must go where it goes.

A script from which half of a command or of a block was taken is no script any more, and a broken
profile greets every login with an error. Words are looked at, nothing is expanded; where blocks do
not fit together, each line stands for itself.
"""

import re
from collections.abc import Iterator

from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Origin
from rootout.model.value import value

GOES_ON = re.compile(r"(?<!\\)(?:\\\\)*\\\r?$")
OPENS = re.compile(r"(?:if|for|while|until|case|select)\b|.*\{$", re.DOTALL)
CLOSES = re.compile(r"(?:fi|done|esac)\b|\}")
CLOSED = re.compile(r".*(?:;|\s)(?:fi|done|esac|\})\s*(?:[;<>|&].*)?$", re.DOTALL)
MIDDLE = re.compile(r"(?:else|elif)\b")
ONLY_WORDS = frozenset(("then", "do", "{"))
DEEPEST = 100


@value
class Command:
    """One command: its first and last line in the file, counted from 0, and its text."""

    first: int
    last: int
    text: str


def whole_lines(file: EvidenceFile) -> Iterator[Line]:
    """Yield each command; its `text` is every line that goes with it, newlines between them."""
    raw = file.data.decode(errors="surrogateescape").split("\n")
    commands = list(_commands(raw))
    blocks = _Blocks(commands)
    for number, command in enumerate(commands):
        first, last = blocks.extent(number)
        line = Line(command.text)
        line.text = "\n".join(raw[commands[first].first : commands[last].last + 1])
        line.origin = Origin(path=file.path, line=command.first + 1, sha256=file.sha256)
        yield line


def _commands(raw: list[str]) -> Iterator[Command]:
    """Join the lines that a backslash carries on; leave out blank ones and comments."""
    first, parts = 0, list[str]()
    for number, line in enumerate(raw):
        if not parts:
            first = number
        is_comment = not parts and line.lstrip(" \t").startswith("#")
        goes_on = not is_comment and GOES_ON.search(line) and number + 1 < len(raw)
        parts.append(line.rstrip("\r").removesuffix("\\") if goes_on else line)
        if goes_on:
            continue
        text = " ".join(part.strip(" \t\r") for part in parts).strip()
        if text and not is_comment:
            yield Command(first=first, last=number, text=text)
        parts = []


class _Blocks:
    """Which commands open and close the blocks of a script."""

    def __init__(self, commands: list[Command]) -> None:
        self._commands = commands
        self._end: dict[int, int] = {}  # of a block, by the number of the command that opens it
        self._outer: dict[int, int] = {}  # the opening command around each command
        self._inner: dict[int, list[int]] = {}
        self._divided: set[int] = set()
        opened: list[int] = []
        for number, command in enumerate(commands):
            if CLOSES.match(command.text) and opened:
                self._end[opened.pop()] = number
                continue
            if opened:
                self._outer[number] = opened[-1]
                self._add(opened[-1], number, command.text)
            if OPENS.match(command.text) and not CLOSED.match(command.text):
                opened.append(number)

    def _add(self, block: int, number: int, text: str) -> None:
        if MIDDLE.match(text):
            self._divided.add(block)
        elif text not in ONLY_WORDS:
            self._inner.setdefault(block, []).append(number)

    def extent(self, number: int) -> tuple[int, int]:
        """Return the first and the last command that go with one: its block, if it fills one."""
        first, last = number, self._end.get(number, number)
        for _ in range(DEEPEST):
            block = self._outer.get(first)
            if block is None or block not in self._end or block in self._divided:
                break
            if self._inner.get(block) != [first]:
                break
            first, last = block, self._end[block]
        return first, last
