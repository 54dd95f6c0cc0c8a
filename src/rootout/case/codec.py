"""Values <-> JSON text, exactly, whatever bytes a host puts into a name.

The text is ASCII JSON by the standard library: names that are no UTF-8 are held as lone
surrogates, which it writes as escapes and reads back. msgspec gives the types; it is used
here only.
"""

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: object) -> str:
    """Return `value` as one line of JSON."""
    return json.dumps(plain(value), separators=(",", ":"))


def plain(value: object) -> Any:
    """Return `value` as dictionaries, lists, strings, numbers and None."""
    return msgspec.to_builtins(value)


def decode(text: str, kind: type[T]) -> T:
    """Read back what `encode` wrote. Raises ValueError where it is something else."""
    return msgspec.convert(json.loads(text), kind)
