"""What an expression may hold, as far as its text alone can tell."""

from collections.abc import Iterable
from typing import Literal

from tree_sitter import Node

from rootout.model.value import value

# Where a value comes from, the worst first: whoever asks; another machine; something that whoever
# asks has a part in, such as what a function that is not here returned; a database; a file.
Taint = Literal["request", "remote", "mixed", "database", "file", ""]
ORDER: tuple[Taint, ...] = ("request", "remote", "mixed", "database", "file", "")
LONGEST = 4 * 1024 * 1024  # characters of one folded text


@value
class Value:
    """One value. A text holds one character a byte (latin-1), as PHP's strings do."""

    text: str | None = None  # where it is known
    taint: Taint = ""
    is_made: bool = False  # the text is not written out: it was decoded or put together
    items: "dict[str, Value] | None" = None  # of an array that is known
    code: Node | None = None  # of a closure
    kind: str = ""  # the class of an object; `upload` for a file that the request brought
    head: str = ""  # how an unknown text begins


UNKNOWN = Value()


def constant(text: str, *, is_made: bool = False) -> Value:
    """Return a text that is known."""
    return Value(text=text, is_made=is_made) if len(text) <= LONGEST else UNKNOWN


def worst(values: Iterable[Value]) -> Taint:
    """Return the worst origin among values, arrays looked into."""
    found = {taint for one in values for taint in _taints(one)}
    return next((taint for taint in ORDER if taint in found), "")


def weaker(taint: Taint) -> Taint:
    """Return the origin of what was looked up by a value: the request has only a part in it."""
    return "mixed" if taint in ("request", "remote") else taint


def either(first: Value, second: Value) -> Value:
    """Return what stands for two values that may be: the worst origin, a text if one is known."""
    if first == second:
        return first
    known = first if first.text is not None or first.code or first.items is not None else second
    taint = worst((first, second))
    return Value(
        text=known.text,
        taint=taint,
        is_made=known.is_made,
        items=known.items,
        code=known.code,
        kind=known.kind,
        head=known.head if known.head == first.head == second.head else "",
    )


def _taints(one: Value, depth: int = 0) -> Iterable[Taint]:
    yield one.taint
    if one.items and depth < 4:
        for item in one.items.values():
            yield from _taints(item, depth + 1)
