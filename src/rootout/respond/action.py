"""What every action can do: say itself, capture, apply, verify, and undo."""

import pkgutil
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from importlib import import_module
from typing import ClassVar, Protocol

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.file import Snapshot
from rootout.model.plan import Phase, Risk
from rootout.model.value import value


class Vault(Protocol):
    """Where captured bytes are kept, by hash, until undo needs them."""

    def put(self, data: bytes) -> str:
        """Keep `data` on disk, for good, and return its SHA-256."""

    def together(self) -> AbstractContextManager[None]:
        """Keep many with one wait for the disk, at the end."""

    def get(self, sha256: str) -> bytes:
        """Return bytes kept earlier. Raises RootoutError where they are missing or altered."""


@value
class Captured:
    """All that undo is ever given: paths as they were, and facts of a running machine."""

    snapshots: tuple[Snapshot, ...] = ()
    facts: dict[str, str] | None = None


@value
class Action(ABC):
    """One change to a host, and the way back.

    `capture` runs first and only reads; what it returns is on disk in the journal before
    `apply` starts, and is all that `undo` is ever given.
    """

    phase: ClassVar[Phase]
    risk: ClassVar[Risk] = "low"
    reversible: ClassVar[bool] = True

    @classmethod
    def name(cls) -> str:
        """Return the action's name: that of its module."""
        return cls.__module__.rpartition(".")[2]

    @abstractmethod
    def describe(self) -> str:
        """Say what will change, in one line that an operator can approve."""

    @abstractmethod
    def touches(self) -> tuple[Entity, ...]:
        """Return the entities that this action changes: what the guard judges."""

    @abstractmethod
    def capture(self, host: Host, vault: Vault) -> Captured:
        """Return all that `undo` needs. May keep bytes in `vault`; may not change the host."""

    @abstractmethod
    def apply(self, host: MutableHost) -> None:
        """Make the change. Running it twice must be the same as running it once."""

    @abstractmethod
    def verify(self, host: Host) -> bool:
        """Look again, with fresh eyes, and say whether the change holds."""

    @abstractmethod
    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put back what `capture` saw. Must also work after half an `apply`, and twice."""


def load_actions() -> dict[str, type[Action]]:
    """Import every module of `actions/` and return its one action, by name."""
    package = import_module("rootout.respond.actions")
    found: dict[str, type[Action]] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for one in vars(import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, Action) and one.__module__ == module.name:
                found[one.name()] = one
    return dict(sorted(found.items()))
