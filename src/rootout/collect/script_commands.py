"""Commands of a shell script, each with all the lines that it is written on.

A command goes on behind a backslash or a pipe, inside quotes, and to the end of a here-document:
sh(1), "Token Recognition". Nothing is expanded. Quotes and documents that nobody ends are taken for
none, so that a planted apostrophe does not swallow what follows it.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from rootout.model.value import value

MOST_QUOTED = 200  # lines that a pair of quotes may span
MOST_PLACES = 100  # where a document may end
GOES_ON = re.compile(r"(?<!\\)(?:\\\\)*\\\r?$")
UNFINISHED = re.compile(r"(?:\||&&)$")
# Of a function whose brace stands on a line of its own.
HEAD = re.compile(
    r"(?:function\s{1,9})?[\w.:-]{1,80}\s{0,9}\(\s{0,9}\)$|function\s{1,9}[\w.:-]{1,80}$"
)
COMMENT = re.compile(r"(?:^|[ \t])#[^'\"\n]*$")
OPENING = re.compile(r"""\\.|(?:^|(?<=[ \t;&|(]))#|['"]""")
CLOSING = re.compile(r'(?:\\.|[^"\\])*+"')
DOCUMENT = re.compile(r"(?<![<\d])<<(-?)[ \t]{0,9}(?:'([^']+)'|\"([^\"]+)\"|\\?([A-Za-z_][\w.-]*))")
# What only shows or stores a document; anything else may run it.
SHOWS = re.compile(r"(?:cat|tee|read|:)\b[^|]*$")


@value
class Command:
    """One command: its first and last line in the file, counted from 0, and what it says."""

    first: int
    last: int
    text: str
    head: str  # without the documents that it is given


def commands_of(raw: list[str]) -> Iterator[Command]:
    """Yield each command of these lines; blank ones and comments are none."""
    script = _Script(raw)
    number = 0
    while number < len(raw):
        if _is_idle(raw[number]):
            number += 1
            continue
        command = script.command(number)
        if command.text:
            yield command
        number = command.last + 1


def bare(text: str) -> str:
    """Return a command without the comment behind it."""
    return COMMENT.sub("", text).rstrip()


class _Script:
    """The lines of one script."""

    def __init__(self, raw: list[str]) -> None:
        self._raw = raw
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(raw):
            self._at[line.strip("\t")].append(number)

    def command(self, first: int) -> Command:
        """Return the command that begins on a line."""
        last, head, text = self._part(first)
        heads, texts = [head], [text]
        while (following := self._following(last, head)) is not None:
            cut = _uncarried if GOES_ON.search(self._raw[last]) else bare
            heads[-1], texts[-1] = cut(head), cut(text)
            last, head, text = self._part(following)
            heads.append(head)
            texts.append(text)
        return Command(
            first=first,
            last=last,
            text=" ".join(texts).strip(" \t"),
            head=" ".join(heads).strip(" \t"),
        )

    def _following(self, last: int, text: str) -> int | None:
        """Return the line on which a command goes on; None where it ends."""
        following = last + 1
        if following < len(self._raw) and GOES_ON.search(self._raw[last]):
            return following
        is_head = HEAD.match(bare(text)) is not None
        if not (is_head or UNFINISHED.search(bare(text))):
            return None
        while following < len(self._raw) and _is_idle(self._raw[following]):
            following += 1
        if following == len(self._raw):
            return None
        is_body = self._raw[following].lstrip(" \t").startswith("{")
        return following if is_body or not is_head else None

    def _part(self, first: int) -> tuple[int, str, str]:
        """Return one line with the quoted lines and the documents that belong to it."""
        last = self._end_of_quotes(first)
        head = "\n".join(self._raw[first : last + 1]).strip(" \t\r")
        end = last
        for found in DOCUMENT.finditer(head):
            end = self._end_of_document(end, found) or end
        body = "\n".join(self._raw[last + 1 : end + 1])
        return end, head, head if SHOWS.match(head) or not body else f"{head}\n{body}"

    def _end_of_quotes(self, first: int) -> int:
        quote = ""
        for number in range(first, min(len(self._raw), first + MOST_QUOTED)):
            quote = _left_open(self._raw[number], quote)
            if not quote:
                return number
        return first

    def _end_of_document(self, first: int, found: re.Match[str]) -> int | None:
        word = found[2] or found[3] or found[4]
        places = self._at.get(word, [])
        start = bisect_right(places, first)
        for place in places[start : start + MOST_PLACES]:
            if found[1] or self._raw[place] == word:
                return place
        return None


def _is_idle(line: str) -> bool:
    stripped = line.strip(" \t\r")
    return not stripped or stripped.startswith("#")


def _uncarried(text: str) -> str:
    return text.rstrip("\r").removesuffix("\\").rstrip(" \t")


def _left_open(line: str, quote: str) -> str:
    """Return the quote that is open at the end of a line, which began inside of `quote`."""
    at = 0
    while True:
        if quote == "'":
            at = line.find("'", at) + 1
            if not at:
                return quote
            quote = ""
        elif quote:
            closed = CLOSING.match(line, at)
            if closed is None:
                return quote
            at, quote = closed.end(), ""
        found = OPENING.search(line, at)
        if found is None or found[0] == "#":
            return ""
        at = found.end()
        quote = found[0] if found[0] in "'\"" else ""
