"""Which files a command line names, as far as its text alone can tell."""

import posixpath
import re
from collections.abc import Iterator

# Quotes and backslashes bind; what a shell would split at, splits. Nothing is expanded or run.
TOKEN = re.compile(
    r"""
    (?P<redirection>\d*(?:>>?|<)&?)
    | (?P<separator>[;|&()`\n]+)
    | (?P<word>(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s;|&()<>`"'\\]|["'\\])+)
    """,
    re.VERBOSE | re.DOTALL,
)
PART = re.compile(
    r"""'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*+)"|\\(?P<escaped>.)|["'\\]""", re.DOTALL
)
IN_DOUBLE = re.compile(r"""\\([$`"\\\n])""")
NESTED = re.compile(r"[\s;|&()`]")  # a quoted word that is a command of its own
ASSIGNMENT = re.compile(r"^(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<text>.*)", re.DOTALL)
VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
LOADED = frozenset(("LD_PRELOAD", "LD_AUDIT"))  # ld.so(8): libraries that the program runs
DEVICES = frozenset(("/dev/null", "/dev/zero", "/dev/stdin", "/dev/stdout", "/dev/stderr"))
LONGEST = 131_072  # characters: neither cronie nor execve(2) hands on a longer command
LONGEST_FOLDER = 4096  # characters: PATH_MAX of limits.h
MOST = 1000  # whoever reaches it owes a gap: decoys could stand before what matters
DEEPEST = 3  # commands inside commands


def targets_of(command: str, folder: str = "") -> tuple[str, ...]:
    """Return the absolute paths that `command` runs or hands to a program, each once.

    `cd /x && ./y` names /x/y. Redirections are no targets, nor are assignments that nothing
    uses, but a command inside quotes, as in `sh -c '/x'`, is looked into. It starts in `folder`.
    """
    found: dict[str, None] = {}
    for path in _paths(command[:LONGEST], 0, folder if len(folder) < LONGEST_FOLDER else ""):
        if path not in DEVICES:
            found.setdefault("/" + posixpath.normpath(path).lstrip("/"))  # // is kept by normpath
        if len(found) >= MOST:
            break
    return tuple(found)


def _paths(command: str, depth: int, folder: str) -> Iterator[str]:
    used = LOADED.union(VARIABLE.findall(command))
    changing = redirected = False
    for token in TOKEN.finditer(command):
        if token["redirection"]:
            redirected = True
            continue
        if token["separator"]:
            changing = redirected = False
            continue
        if redirected:
            redirected = False
            continue
        word = _unquoted(token["word"])
        if word == "cd":
            changing = True
        elif changing:
            folder, changing = posixpath.join(folder, word), False
        elif word.startswith("/") or (word.startswith("./") and folder.startswith("/")):
            yield from _whole(word, depth, folder)
        elif assigned := ASSIGNMENT.match(word):
            if assigned["name"] in used:
                yield from (part for part in assigned["text"].split(":") if part.startswith("/"))
        elif NESTED.search(word) and depth < DEEPEST:
            yield from _paths(word, depth + 1, folder)


def _whole(word: str, depth: int, folder: str) -> Iterator[str]:
    """Tell a path from a quoted command that begins with one."""
    if depth < DEEPEST and re.search(r"\s-|[;|&`]|\s/", word):
        yield from _paths(word, depth + 1, folder)
    else:
        yield posixpath.join(folder, word)


def _unquoted(word: str) -> str:
    """Take quotes and backslashes off as sh(1) does, part by part: `'/tmp''/k'` is one path."""
    return PART.sub(_plain, word)


def _plain(part: re.Match[str]) -> str:
    if part["double"] is not None:
        return IN_DOUBLE.sub(r"\1", part["double"])
    return part["single"] or part["escaped"] or ""
