"""How a file is written: what is put out of sight looks like nothing that a person writes."""

import math
import re
from collections import Counter

from rootout.model.value import value

STRING = re.compile(rb"'((?:\\.|[^'\\]){200,})'|\"((?:\\.|[^\"\\]){200,})\"", re.DOTALL)
BASE64 = re.compile(rb"^[A-Za-z0-9+/\s]{200,}={0,2}\s*$")
ESCAPED = re.compile(rb"(?:\\x[0-9a-fA-F]{2}|\\[0-7]{2,3}){4,}")
NAME = re.compile(rb"\$([A-Za-z_\x80-\xff][\w\x80-\xff]*)")
ODD = re.compile(
    rb"^(?:[O0o_]{4,}|[lI1i]{4,}|[\x80-\xff\w]*[\x80-\xff]{2,}[\x80-\xff\w]*|_{2,}\d*)$"
)
GOTO = re.compile(rb"\bgoto\s+\w+\s*;")
RUNS = re.compile(rb"\b(?:eval|assert|create_function)\s*\(", re.IGNORECASE)
BLANKS = re.compile(rb"[ \t]{200,}\S")


@value
class Shape:
    """What is measured of one file."""

    entropy: float  # bits a byte of its longest text
    longest: int  # characters of its longest text
    escaped: int  # runs of escapes that spell something
    odd_names: float  # share of variables that nobody would call so
    gotos: int
    is_pushed_aside: bool  # code behind hundreds of blanks, out of sight in an editor
    decodes_and_runs: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return in words what speaks for hiding."""
        said = []
        if self.longest >= 1000 and self.entropy > 5.2:
            said.append(f"a text of {self.longest} characters that is packed")
        if self.escaped >= 6:
            said.append(f"{self.escaped} texts that are spelled in escapes")
        if self.odd_names > 0.5:
            said.append("variables whose names nobody could read")
        if self.gotos >= 10:
            said.append(f"{self.gotos} jumps by goto")
        if self.is_pushed_aside:
            said.append("code pushed out of sight by blanks")
        return tuple(said)


def shape_of(data: bytes) -> Shape:
    """Measure the bytes of a file of PHP."""
    texts = [found[1] or found[2] for found in STRING.finditer(data)]
    longest = max(texts, key=len, default=b"")
    names = Counter(NAME.findall(data))
    odd = [one for one in names if ODD.match(one)]
    return Shape(
        entropy=entropy(longest),
        longest=len(longest),
        escaped=len(ESCAPED.findall(data)),
        odd_names=len(odd) / len(names) if len(names) >= 3 else 0.0,
        gotos=len(GOTO.findall(data)),
        is_pushed_aside=any(
            RUNS.search(data[one.start() : one.end() + 200]) for one in BLANKS.finditer(data)
        ),
        decodes_and_runs=bool(RUNS.search(data)),
    )


def entropy(data: bytes) -> float:
    """Return Shannon's entropy, in bits a byte: 0 to 8."""
    counts = Counter(data)
    total = len(data) or 1
    return -sum(count / total * math.log2(count / total) for count in counts.values())
