"""PHP's operators on values, as far as they are known: php.net/manual/en/language.operators."""

import re
from collections.abc import Callable
from dataclasses import replace

from rootout.webshell.php.values import UNKNOWN, Value, constant, either, worst

BITWISE: dict[str, Callable[[int, int], int]] = {
    "^": lambda one, two: one ^ two,
    "|": lambda one, two: one | two,
    "&": lambda one, two: one & two,
}
ARITHMETIC: dict[str, Callable[[float, float], float | bool]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "/": lambda one, two: one / two,
    "%": lambda one, two: float(int(one) % int(two)),
    "^": lambda one, two: float(int(one) ^ int(two)),
    "|": lambda one, two: float(int(one) | int(two)),
    "&": lambda one, two: float(int(one) & int(two)),
    "<<": lambda one, two: float(int(one) << min(int(two), 64)),
    ">>": lambda one, two: float(int(one) >> int(two)),
    "<": lambda one, two: one < two,
    ">": lambda one, two: one > two,
    "<=": lambda one, two: one <= two,
    ">=": lambda one, two: one >= two,
}
DECIDING = frozenset(("||", "&&", "or", "and", "xor"))


def joined(parts: list[Value], *, is_made: bool = False) -> Value:
    """Return texts put together; how they begin is kept where the rest is unknown."""
    texts = [one.text for one in parts]
    known = [one for one in texts if one is not None]
    if len(known) == len(texts):
        made = is_made or len(parts) > 1 or any(one.is_made for one in parts)
        return replace(constant("".join(known), is_made=made), taint=worst(parts))
    head = parts[0].text if parts[0].text is not None and not parts[0].taint else parts[0].head
    return Value(taint=worst(parts), head=head or "")


def operated(operator: str, left: Value, right: Value) -> Value:
    """Return what an operator makes of two values."""
    if operator == ".":
        return joined([left, right], is_made=True)
    if operator in ("??", "||", "&&", "or", "and"):
        return either(left, right) if operator == "??" else UNKNOWN
    if left.text is None or right.text is None or left.taint or right.taint:
        return replace(UNKNOWN, taint=worst((left, right))) if operator in "^|&" else UNKNOWN
    if operator in BITWISE and not (left.text.isdigit() and right.text.isdigit()):
        pairs = zip(left.text, right.text, strict=False)
        made = "".join(chr(BITWISE[operator](ord(one), ord(two))) for one, two in pairs)
        return Value(text=made, is_made=True)
    return _calculated(operator, left.text, right.text)


def _calculated(operator: str, left: str, right: str) -> Value:
    if operator in ("==", "===", "!=", "!==", "<>"):
        return Value(text="1" if (left == right) == (operator[0] == "=") else "")
    try:
        one, two = float(left or "0"), float(right or "0")
        made = ARITHMETIC[operator](one, two)
    except (KeyError, ValueError, ZeroDivisionError, OverflowError):
        return UNKNOWN
    if isinstance(made, bool):
        return Value(text="1" if made else "")
    return Value(text=str(int(made)) if made == int(made) else str(made), is_made=True)


def incremented(text: str, step: int) -> Value:
    """Count up a number, or letters as PHP does: z becomes aa (language.operators.increment)."""
    if re.fullmatch(r"-?\d+", text):
        return Value(text=str(int(text) + step), is_made=True)
    if step < 0 or not text or not re.fullmatch(r"[A-Za-z0-9]{1,40}", text):
        return UNKNOWN
    letters = list(text)
    for place in range(len(letters) - 1, -1, -1):
        letter = letters[place]
        turned = {"z": "a", "Z": "A", "9": "0"}.get(letter)
        if turned is None:
            letters[place] = chr(ord(letter) + 1)
            return Value(text="".join(letters), is_made=True)
        letters[place] = turned
    front = {"a": "a", "A": "A", "0": "1"}[letters[0]]
    return Value(text=front + "".join(letters), is_made=True)
