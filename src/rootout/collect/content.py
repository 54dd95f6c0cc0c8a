"""What a file holds, told from its first bytes."""

import re
from typing import Literal

Content = Literal["elf", "script", "text", "data", "empty"]
HEAD = 4096  # bytes that are enough to tell
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def content_of(head: bytes) -> Content:
    """Return the kind of content that begins with `head`."""
    if not head:
        return "empty"
    if head.startswith(b"\x7fELF"):
        return "elf"
    if head.startswith(b"#!"):
        return "script"
    return "data" if BINARY.search(head[:HEAD]) else "text"
