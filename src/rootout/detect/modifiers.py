"""Field modifiers of Sigma: what `field|contains: value` asks of one field of a record."""

import ipaddress
import operator
import re
from collections.abc import Callable, Sequence

Test = Callable[[object], bool]

PLACES = {"contains": (True, True), "startswith": (False, True), "endswith": (True, False)}
COMPARISONS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
EXCLUSIVE = frozenset((*PLACES, *COMPARISONS, "re", "cidr", "exists"))
KNOWN = EXCLUSIVE | FLAGS.keys() | {"all", "cased"}


class UnsupportedError(ValueError):
    """A modifier, or a value under it, that is not evaluated here."""


def compile_test(modifiers: Sequence[str], wanted: object) -> Test:
    """Return the test of a field's content. Raises UnsupportedError for what is not supported.

    A field that holds several values, such as `arguments`, passes if any of them does.
    """
    _check(modifiers)
    choices = wanted if isinstance(wanted, list) else [wanted]
    if not choices:
        raise UnsupportedError("an empty list matches nothing")
    if "exists" in modifiers:
        return _existence(wanted)
    tests = [_test_of_one(modifiers, choice) for choice in choices]
    combine = all if "all" in modifiers else any

    def passes(content: object) -> bool:
        items = _items(content)
        return combine(any(test(item) for item in items) for test in tests)

    return passes


def _check(modifiers: Sequence[str]) -> None:
    for modifier in modifiers:
        if modifier not in KNOWN:
            raise UnsupportedError(f"the modifier '{modifier}' is not supported")
    if len(EXCLUSIVE.intersection(modifiers)) > 1:
        raise UnsupportedError(f"the modifiers {', '.join(modifiers)} do not go together")
    if FLAGS.keys() & set(modifiers) and "re" not in modifiers:
        raise UnsupportedError("the modifiers i, m and s belong to re")


def _items(content: object) -> tuple[object, ...]:
    if isinstance(content, tuple):
        return content or (None,)
    return (content,)


def _existence(wanted: object) -> Test:
    if not isinstance(wanted, bool):
        raise UnsupportedError("'exists' takes true or false")
    return lambda content: (_items(content)[0] is not None) is wanted


def _test_of_one(modifiers: Sequence[str], wanted: object) -> Test:
    kind = next((name for name in modifiers if name in EXCLUSIVE), None)
    if kind in COMPARISONS:
        return _comparison(COMPARISONS[kind], wanted)
    if wanted is None and kind is None:
        return lambda item: item is None
    if not isinstance(wanted, str | int | float):
        raise UnsupportedError(f"a value must be text or a number, not {wanted!r}")
    if kind == "cidr":
        return _network(str(wanted))
    if kind == "re":
        return _expression(modifiers, str(wanted))
    flags = 0 if "cased" in modifiers else re.IGNORECASE
    expression = wildcards(_text(wanted), *PLACES.get(kind or "", (False, False)))
    pattern = re.compile(expression, flags | re.DOTALL)
    return lambda item: item is not None and pattern.fullmatch(_text(item)) is not None


def _comparison(compare: Callable[[float, float], bool], wanted: object) -> Test:
    if not isinstance(wanted, int | float) or isinstance(wanted, bool):
        raise UnsupportedError("a comparison takes a number")
    return lambda item: isinstance(item, int | float) and compare(item, wanted)


def _network(text: str) -> Test:
    network = ipaddress.ip_network(text, strict=False)

    def holds(item: object) -> bool:
        try:
            return ipaddress.ip_address(_text(item)) in network
        except ValueError:
            return False

    return holds


def _expression(modifiers: Sequence[str], text: str) -> Test:
    flags = 0
    for name in FLAGS.keys() & set(modifiers):
        flags |= FLAGS[name]
    try:
        pattern = re.compile(text, flags)
    except re.error as error:
        raise UnsupportedError(f"the regular expression is malformed: {error}") from error
    return lambda item: item is not None and pattern.search(_text(item)) is not None


def _text(item: object) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)


def wildcards(text: str, starts_anywhere: bool = False, ends_anywhere: bool = False) -> str:
    r"""Translate Sigma's wildcards to a regular expression that takes linear time.

    `*` is any run, `?` any one character; a backslash takes their meaning, or its own, away.
    Each part between two stars is in an atomic group: where it first fits is good enough for a
    star, so that hostile text cannot make the search go back.
    """
    parts = ["", ""] if starts_anywhere else [""]
    index = 0
    while index < len(text):
        one = text[index]
        if one == "\\" and text[index + 1 : index + 2] in ("*", "?", "\\"):
            index += 1
            parts[-1] += re.escape(text[index])
        elif one == "*":
            parts.append("")
        else:
            parts[-1] += "." if one == "?" else re.escape(one)
        index += 1
    if ends_anywhere:
        parts.append("")
    if len(parts) == 1:
        return parts[0]
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1] if part)
    return f"{parts[0]}{middle}.*{parts[-1]}"
