"""The absolute paths that a text names, whatever language it is written in."""

import posixpath
import re
from itertools import chain

# A bare word, and what stands in quotes: a name may hold blanks. No part can be read in two ways,
# so that a hostile text takes no longer than an honest one of its length.
BARE = re.compile(rb"(?<![\w.~/-])/[\w.+@:,%/-]{1,1024}")
QUOTED = re.compile(rb"""(?:"(/[^"\n\0]{1,1024})"|'(/[^'\n\0]{1,1024})')""")
MOST = 64
LONGEST = 256 * 1024


def mentions_of(text: bytes) -> tuple[str, ...]:
    """Return the first 64 absolute paths that `text` names, each once, in their order."""
    text = text[:LONGEST]
    bare = ((match.start(), match[0].rstrip(b".,:%")) for match in BARE.finditer(text))
    quoted = ((match.start(), match[1] or match[2]) for match in QUOTED.finditer(text))
    found: dict[str, None] = {}
    for _, raw in sorted(chain(bare, quoted)):
        path = posixpath.normpath(raw.decode(errors="surrogateescape"))
        path = "/" + path.lstrip("/")  # normpath keeps two slashes at the beginning
        if path != "/":
            found.setdefault(path)
        if len(found) >= MOST:
            break
    return tuple(found)
