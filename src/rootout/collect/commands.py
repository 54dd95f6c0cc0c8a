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
NESTED = re.compile(r"[\s;|&()`]")  # a quoted word that is a command of its own
ASSIGNMENT = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*=")
DEVICES = frozenset(("/dev/null", "/dev/zero", "/dev/stdin", "/dev/stdout", "/dev/stderr"))
LONGEST = 131_072  # characters: neither cronie nor execve(2) hands on a longer command
MOST = 32
DEEPEST = 3  # commands inside commands


def targets_of(command: str) -> tuple[str, ...]:
    """Return the absolute paths that `command` runs or hands to a program, each once.

    `cd /x && ./y` names /x/y. Redirections and the assignments before a program are no targets,
    but a command inside quotes, as in `sh -c '/x'`, is looked into.
    """
    found: dict[str, None] = {}
    for path in _paths(command[:LONGEST], 0):
        if path not in DEVICES:
            found.setdefault("/" + posixpath.normpath(path).lstrip("/"))  # // is kept by normpath
        if len(found) >= MOST:
            break
    return tuple(found)


def _paths(command: str, depth: int) -> Iterator[str]:
    folder = ""
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
        elif word.startswith("/"):
            yield from _whole(word, depth)
        elif word.startswith("./") and folder.startswith("/"):
            yield f"{folder}/{word}"
        elif ASSIGNMENT.match(word):
            continue
        elif NESTED.search(word) and depth < DEEPEST:
            yield from _paths(word, depth + 1)


def _whole(word: str, depth: int) -> Iterator[str]:
    """Tell a path from a quoted command that begins with one."""
    if depth < DEEPEST and re.search(r"\s-|[;|&`]|\s/", word):
        yield from _paths(word, depth + 1)
    else:
        yield word


def _unquoted(word: str) -> str:
    if len(word) >= 2 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return re.sub(r"""\\(.)|["']""", r"\1", word, flags=re.DOTALL)
