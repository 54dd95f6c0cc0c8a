"""Lines of mountinfo, with the octal escapes of the kernel taken out (proc(5))."""

import re
from typing import Final

from rootout.model.value import value

_ESCAPE: Final = re.compile(rb"\\([0-3][0-7]{2})")
_COVERED: Final = re.compile(r"/proc/([0-9]{1,10})(?:/|\Z)")


@value
class MountLine:
    """One line of mountinfo."""

    mount_point: str
    source: str
    type: str
    root: str
    options: tuple[str, ...]  # of the mount, then of the file system


def parse_mount(line: bytes) -> MountLine:
    """Parse one line of mountinfo. Raises ValueError."""
    before, mark, after = line.partition(b" - ")
    head, tail = before.split(b" "), after.split(b" ")
    if not mark or len(head) < 6 or len(tail) < 3:
        raise ValueError("not a line of mountinfo")
    options = (*head[5].split(b","), *tail[2].split(b","))
    return MountLine(
        mount_point=_text(head[4]),
        source=_text(tail[1]),
        type=_text(tail[0]),
        root=_text(head[3]),
        options=tuple(dict.fromkeys(_text(option) for option in options)),
    )


def covered_process(mount_point: str) -> int | None:
    """Return the process whose folder in /proc, or part of it, lies below a mount."""
    found = _COVERED.match(mount_point)
    return int(found[1]) if found else None


def _text(word: bytes) -> str:
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 8)]), word)
    return plain.decode(errors="surrogateescape")
