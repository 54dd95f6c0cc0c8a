"""How many blocks of a shell script one command ends and begins."""

import re
from typing import NamedTuple

QUOTED = re.compile(r"""\\.|'[^']*'|"(?:\\.|[^"\\])*+"|\$\{[^}]*\}""", re.DOTALL)
COMMENT = re.compile(r"(?:^|[ \t])#[^\n]*")
TOKEN = re.compile(r"[;&|()\n]|[^\s;&|()]+")
PAIRS = {"if": "fi", "for": "done", "while": "done", "until": "done", "select": "done"}
ENDS = {**PAIRS, "case": "esac", "{": "}", "(": ")"}
CLOSING = frozenset(ENDS.values())
# Behind these another command begins: sh(1), "Reserved Words".
SEPARATORS = frozenset(";&|()\n")
LEADING = frozenset(("{", "!", "then", "do", "else", "elif", "if", "while", "until", "time"))
PATTERN = re.compile(
    r"\(?[^()\s]{1,200}(?:\s{0,9}\|\s{0,9}[^()\s]{1,200}){0,20}\s{0,9}\)(.*)$", re.DOTALL
)
OF_FISH = re.compile(r"(?:if|for|while|switch|function|begin)\b")
OF_CSH = re.compile(r"if\b.*\bthen$|(?:foreach|while|switch)\b")
END_OF_FISH = re.compile(r".*(?:;|\s)end\s*(?:[;<>|&].*)?$", re.DOTALL)


class Blocks(NamedTuple):
    """What a command does to the blocks around it."""

    ended: int = 0
    begun: tuple[str, ...] = ()  # the words


def skeleton(text: str) -> str:
    """Return a command without what is quoted in it, and without the comment behind it."""
    return COMMENT.sub("", QUOTED.sub("_", text)).rstrip()


def in_sh(text: str, *, is_in_case: bool) -> Blocks:
    """Return which blocks of sh a command ends and begins; a pattern of case is none."""
    if is_in_case and (pattern := PATTERN.match(text)):
        text = pattern[1]
    begun: list[str] = []
    ended, is_start, before = 0, True, ""
    tokens = TOKEN.findall(text)
    for number, word in enumerate(tokens):
        is_last = number + 1 == len(tokens)
        if word == "(" or (word in ENDS and (is_start or (word == "{" and is_last))):
            begun.append(word)
        elif word == ")" or (word in CLOSING and is_start):
            if begun and ENDS[begun[-1]] == word:
                begun.pop()
            elif word != ")" or not (is_in_case or "case" in begun):
                ended, begun = ended + 1 + len(begun), []
        is_start = word in SEPARATORS or (is_start and (word in LEADING or word in CLOSING))
        if before == "for" and word == "(":
            is_start = False
        before = word
    return Blocks(ended, tuple(begun))


def in_fish(text: str) -> Blocks:
    """Return whether a command of fish ends or begins a block."""
    if re.match(r"end\b", text):
        return Blocks(1)
    begins = OF_FISH.match(text) and not END_OF_FISH.match(text)
    return Blocks(0, ("begin",)) if begins else Blocks()


def in_csh(text: str) -> Blocks:
    """Return whether a command of csh ends or begins a block."""
    if re.match(r"(?:endif|end|endsw)\b", text):
        return Blocks(1)
    return Blocks(0, ("if",)) if OF_CSH.match(text) else Blocks()
