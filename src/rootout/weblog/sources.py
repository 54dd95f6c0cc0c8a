r"""Logs as blocks of whole lines, from files and from standard input.

A line ends with a line feed and nowhere else. Bytes that are no text become \xNN, as nginx
writes them: nothing is lost, and nothing can act.
"""

import io
import sys
from collections.abc import Iterator
from typing import NamedTuple, cast

from rootout.errors import RootoutError
from rootout.weblog.request import LONGEST_LINE
from rootout.weblog.unpacking import Damaged, pieces

BLOCK = 8 * 1024 * 1024
STANDARD_INPUT = "-"


class Block(NamedTuple):
    """Lines of one log, without the last line end; `line` is the number of the first."""

    line: int
    text: str
    size: int  # bytes of the log, once unpacked


def blocks(log: io.BufferedReader, size: int = BLOCK) -> Iterator[Block]:
    """Yield the lines of one log, and close it; Damaged, at last, where it cannot be unpacked."""
    number, waiting, room = 1, b"", size
    damage: Damaged | None = None
    with log:
        parts: list[bytes] = []
        try:
            for piece in pieces(log):
                parts.append(piece)
                room -= len(piece)
                if room > 0:
                    continue
                whole, line_end, waiting = (b"".join(parts)).rpartition(b"\n")
                if line_end:
                    yield Block(number, text_of(whole), len(whole) + 1)
                    number += whole.count(b"\n") + 1
                # The end of a line that is too long for any server is forgotten.
                parts, room = [waiting[: 2 * LONGEST_LINE]], size
        except Damaged as error:
            damage = error
        last = b"".join(parts)
        if last:
            yield Block(number, text_of(last.removesuffix(b"\n")), len(last))
    if damage:
        raise damage


def text_of(data: bytes) -> str:
    """Return `data` as text in which every byte can be seen."""
    text = data.decode(errors="backslashreplace")
    if "\0" in text:
        text = text.replace("\0", "\\x00")
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    return text


def opened(path: str) -> io.BufferedReader:
    """Open a log that a person named; `-` is standard input.

    Raises RootoutError where it cannot be read.
    """
    if path == STANDARD_INPUT:
        return io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
    try:
        return open(path, "rb")
    except OSError as error:
        raise RootoutError(f"{path} cannot be read: {error.strerror}", "Run it as root.") from error
