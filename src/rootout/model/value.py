"""`@value`: the one way this project declares a type."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make `cls` an immutable, keyword-only value."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)
