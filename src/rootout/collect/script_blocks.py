"""Lines of a shell script, each with all the lines that must go where it goes.

A script from which half of a command or of a block was taken is no script any more, and a broken
profile greets every login with an error. Words are looked at, nothing is expanded; where blocks do
not fit together, each line stands for itself.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from rootout.collect.script_commands import Command, commands_of
from rootout.collect.script_words import PATTERN, Blocks, in_csh, in_fish, in_sh, skeleton
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Origin

Shell = Literal["sh", "fish", "csh"]

DEEPEST = 100
MOST_TEXT = (
    8 * 1024 * 1024
)  # characters of all blocks: one in the other, they are many times a file
OF_CSH = (".cshrc", ".tcshrc", ".login", "csh.cshrc", "csh.login", ".csh")
DIVIDES: dict[Shell, re.Pattern[str]] = {
    "sh": re.compile(r"(?:else|elif)\b"),
    "fish": re.compile(r"(?:else|case)\b"),
    "csh": re.compile(r"(?:else|case|default)\b"),
}
# A command on the line that divides, which is one of the part that begins there.
CARRIES: dict[Shell, re.Pattern[str]] = {
    "sh": re.compile(r"else\s"),
    "fish": re.compile(r"else\s+(?!if\b)"),
    "csh": re.compile(r"else\s+(?!if\b)"),
}
PATTERN_ENDS = (";;", ";&", ";;&")
ONLY_WORDS = frozenset(("then", "do", "{", "in"))
NEEDED = re.compile(r"(?:then|do|in|\{)(?:\s|$)")  # a block cannot be without
CONDITION = re.compile(r"(?:elif|case|default)\b|else\s+if\b")  # of all that follows it


def whole_lines(file: EvidenceFile) -> Iterator[Line]:
    """Yield each command; its `text` is every line that goes with it, newlines between them."""
    raw = file.data.decode(errors="surrogateescape").split("\n")
    commands = list(commands_of(raw))
    blocks = _Script(commands, _shell(file.name))
    left = MOST_TEXT
    for number, command in enumerate(commands):
        first, last = blocks.extent(number)
        line = Line(command.text)
        line.text = "\n".join(raw[commands[first].first : commands[last].last + 1])
        if (first, last) != (number, number):
            left -= len(line.text)
            if left < 0:
                line.text = "\n".join(raw[command.first : command.last + 1])
        line.origin = Origin(path=file.path, line=command.first + 1, sha256=file.sha256)
        yield line


def _shell(name: str) -> Shell:
    if name.endswith(".fish"):
        return "fish"
    return "csh" if name.endswith(OF_CSH) else "sh"


class _Block:
    """One block; each part begins with a command that opens or divides it."""

    def __init__(self, opening: int, word: str) -> None:
        self.opening = opening
        self.word = word
        self.end: int | None = None
        self.is_whole = False  # its parts cannot be without each other
        self.dividers = [opening]
        self.inner: list[list[int]] = [[]]  # the commands behind each divider

    def divide(self, number: int) -> None:
        """Begin another part."""
        self.dividers.append(number)
        self.inner.append([])


class _Script:
    """Which commands begin and end the blocks of a script."""

    def __init__(self, commands: list[Command], shell: Shell) -> None:
        self._shell = shell
        self._texts = [skeleton(one.head) for one in commands]
        self._outer: dict[int, _Block] = {}  # the block around each command
        self._own: dict[int, _Block] = {}  # the outermost block that a command begins or ends
        self._open: list[_Block] = []
        for number, text in enumerate(self._texts):
            self._read(number, text)

    def extent(self, number: int) -> tuple[int, int]:
        """Return the first and the last command that go with one: its block, if it fills one."""
        first, last = self._around(number)
        for _ in range(DEEPEST):
            block = self._outer.get(first)
            if block is None or block.end is None:
                break
            index = bisect_right(block.dividers, first) - 1
            is_all = block.inner[index] == [first] or NEEDED.match(self._texts[first])
            if not (is_all or (block.dividers[index] == first and self._is_condition(first))):
                break
            if index and not block.is_whole:
                following, *_ = (*block.dividers[index + 1 : index + 2], block.end)
                return block.dividers[index], following - 1
            first, last = self._around(block.opening)
        return first, last

    def _around(self, number: int) -> tuple[int, int]:
        own = self._own.get(number)
        if own is None or own.end is None:
            return number, number
        return own.opening, own.end

    def _is_condition(self, number: int) -> bool:
        return CONDITION.match(self._texts[number]) is not None

    def _read(self, number: int, text: str) -> None:
        around = self._open[-1] if self._open else None
        blocks = self._blocks(text, around)
        divides = DIVIDES[self._shell].match(text)
        if around and (divides or (blocks.ended == 1 and len(blocks.begun) == 1)):
            self._divide(around, number, text, is_whole=not divides)
            begun = blocks.begun if divides else ()
        else:
            self._close(number, blocks.ended)
            if around and not blocks.ended:
                self._outer[number] = around
                if text not in ONLY_WORDS and not text.startswith(PATTERN_ENDS):
                    around.inner[-1].append(number)
            begun = blocks.begun
        self._pattern(number, text, around)
        for word in begun:
            self._push(number, word)

    def _blocks(self, text: str, around: _Block | None) -> Blocks:
        if self._shell == "fish":
            return in_fish(text)
        if self._shell == "csh":
            return in_csh(text)
        return in_sh(text, is_in_case=around is not None and around.word == "case")

    def _divide(self, block: _Block, number: int, text: str, *, is_whole: bool) -> None:
        self._outer[number] = block
        block.divide(number)
        block.is_whole |= is_whole
        if CARRIES[self._shell].match(text):
            block.inner[-1].append(number)

    def _pattern(self, number: int, text: str, around: _Block | None) -> None:
        """Treat a pattern of case and its commands, up to two semicolons, as a block."""
        if around is None or around is not self._top():
            return
        if around.word == "pattern" and text.endswith(PATTERN_ENDS):
            self._open.pop().end = number
            return
        pattern = PATTERN.match(text) if around.word == "case" else None
        if pattern and not text.endswith(PATTERN_ENDS):
            self._push(number, "pattern")
            if pattern[1].strip():
                self._open[-1].inner[0].append(number)

    def _top(self) -> _Block | None:
        return self._open[-1] if self._open else None

    def _push(self, number: int, word: str) -> None:
        block = _Block(number, word)
        self._own.setdefault(number, block)
        self._open.append(block)

    def _close(self, number: int, count: int) -> None:
        for _ in range(min(count, len(self._open))):
            block = self._open.pop()
            if block.word == "pattern" and self._open:  # the last one of a case ends with it
                block.end = number - 1
                block = self._open.pop()
            block.end = number
            self._own[number] = block
