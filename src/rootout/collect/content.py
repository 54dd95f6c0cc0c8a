"""What a file holds, told from its first bytes."""

import hashlib
import re
from typing import Literal

Content = Literal["elf", "script", "text", "data", "empty"]
HEAD = 4096  # bytes that are enough to tell
BEGINNING = 8192  # bytes by which a copy is known that had others appended
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


def beginning_of(head: bytes) -> str | None:
    """Hash the beginning of a program: a copy that grew, to have another hash, keeps it.

    Of anything but a whole beginning of an ELF program there is none: scripts and small files
    begin alike for innocent reasons. A program's build id lies in there, so no two are alike.
    """
    if len(head) < BEGINNING or not head.startswith(b"\x7fELF"):
        return None
    return hashlib.sha256(head[:BEGINNING]).hexdigest()
