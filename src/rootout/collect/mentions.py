"""The absolute paths that a text names, whatever language it is written in."""

import posixpath
import re
from itertools import chain

# A bare word, and what stands in quotes: a name may hold blanks. No part can be read in two ways,
# so that a hostile text takes no longer than an honest one of its length.
BARE = re.compile(rb"(?<![\w.~/-])(?!(?<=:)//)/[\w.+@%/-]{1,1024}")
QUOTED = re.compile(rb"""(?:"(/[^"\n\0]{1,1024})"|'(/[^'\n\0]{1,1024})')""")
# `sh /x`, `. /x`, `python3 -u /x`: read and run, whether or not /x is marked as a program. All
# counts are bounded.
INTERPRETED = re.compile(
    rb"""(?:^|[\s;&|(`"'/])(?:(?:ba|da|z|k|c)?sh|source|\.|perl|php[\d.]{0,4}|python[\d.]{0,4}|ruby|node)"""
    rb"""(?:[ \t]{1,9}-[^\s/]{0,40}){0,6}[ \t]{1,9}["']?(/[\w.+@%/-]{1,1024})""",
    re.MULTILINE,
)
MOST = 64
LONGEST = 256 * 1024


def mentions_of(text: bytes) -> tuple[str, ...]:
    """Return the first 64 absolute paths that `text` names, each once, in their order."""
    text = text[:LONGEST]
    bare = ((match.start(), match[0].rstrip(b".%")) for match in BARE.finditer(text))
    quoted = ((match.start(), match[1] or match[2]) for match in QUOTED.finditer(text))
    found: dict[str, None] = {}
    for _, raw in sorted(chain(bare, quoted)):
        path = _path(raw)
        if path != "/":
            found.setdefault(path)
        if len(found) >= MOST:
            break
    return tuple(found)


def interpreted_in(text: bytes) -> frozenset[str]:
    """Return the absolute paths that `text` hands to a shell or another interpreter."""
    return frozenset(_path(match[1]) for match in INTERPRETED.finditer(text[:LONGEST]))


def _path(raw: bytes) -> str:
    path = posixpath.normpath(raw.decode(errors="surrogateescape"))
    return "/" + path.lstrip("/")  # normpath keeps two slashes at the beginning
