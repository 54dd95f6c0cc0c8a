"""The undo journal: a promise on disk before every change to a host."""

import fcntl
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, Literal

from rootout.errors import RootoutError
from rootout.model.value import value
from rootout.respond.action import Action, Captured
from rootout.respond.codec import action_from, arguments_of, captured_from_json, captured_to_json

State = Literal["intended", "verified", "failed", "refused", "undone"]
FIELDS = frozenset(
    ("step", "state", "action", "arguments", "captured", "time", "note", "previous_sha256")
)
START = "0" * 64  # what the first line names as the hash before it
HINT = "Someone changed the case. Undo by hand from its blobs, or from another copy of it."


@value
class Entry:
    """One line of the journal: a step, and how far it has come."""

    step: int
    state: State
    action: str
    arguments: dict[str, Any]
    captured: Captured | None  # with `intended` only
    time: float
    note: str = ""

    def remake(self) -> Action:
        """Return the action that this entry speaks of."""
        return action_from(self.action, self.arguments)


class Journal:
    """A hash-chained file of JSON lines. One rootout at a time may hold it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = _lock(path.with_name("lock"))
        self._last, self.entries = self._read()

    def close(self) -> None:
        """Let another rootout have the journal."""
        os.close(self._lock)

    def append(
        self,
        step: int,
        state: State,
        action: Action,
        captured: Captured | None = None,
        note: str = "",
    ) -> None:
        """Write one entry and wait until the disk has it."""
        document = {
            "step": step,
            "state": state,
            "action": action.name(),
            "arguments": arguments_of(action),
            "captured": captured_to_json(captured) if captured else None,
            "time": time.time(),
            "note": note,
            "previous_sha256": self._last,
        }
        line = json.dumps(document, separators=(",", ":")).encode()
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync(self._path.parent)
        self._last = hashlib.sha256(line).hexdigest()
        self.entries.append(_entry(document))

    def intent(self, step: int) -> Entry | None:
        """Return the first intent of a step that is not undone: what undo will be given."""
        found = None
        for entry in self.entries:
            if entry.step == step and entry.state == "intended":
                found = found or entry
            elif entry.step == step and entry.state == "undone":
                found = None
        return found

    def pending(self) -> tuple[Entry, ...]:
        """Return the intents of steps that may have touched the host, the newest first."""
        steps = dict.fromkeys(one.step for one in self.entries if one.state == "intended")
        intents = (self.intent(step) for step in steps)
        return tuple(one for one in reversed(list(intents)) if one)

    def step_of(self, action: Action) -> int:
        """Return the number of exactly this action where it is not undone, else a new number.

        After a crash the same step is found again, with what it captured before it began.
        """
        arguments = arguments_of(action)
        for entry in self.pending():
            if entry.action == action.name() and entry.arguments == arguments:
                return entry.step
        return max((one.step for one in self.entries), default=0) + 1

    def _read(self) -> tuple[str, list[Entry]]:
        data = self._path.read_bytes() if self._path.exists() else b""
        whole, _, torn = data.rpartition(b"\n")
        if torn:
            self._cut(len(data) - len(torn), torn)
        last, entries = START, []
        for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
            document = _parse(line, number)
            if document["previous_sha256"] != last:
                raise RootoutError(
                    f"line {number} of the journal does not follow the one before", HINT
                )
            last = hashlib.sha256(line).hexdigest()
            entries.append(_entry(document))
        return last, entries

    def _cut(self, whole: int, torn: bytes) -> None:
        """Take off a line that a crash cut short, and keep it beside the journal."""
        kept = self._path.with_name(f"journal.torn.{hashlib.sha256(torn).hexdigest()[:8]}")
        kept.write_bytes(torn)
        descriptor = os.open(self._path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, whole)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _parse(line: bytes, number: int) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise RootoutError(f"line {number} of the journal cannot be read", HINT) from error
    if not isinstance(document, dict) or not set(document) >= FIELDS:
        raise RootoutError(f"line {number} of the journal is no entry", HINT)
    return document


def _entry(document: dict[str, Any]) -> Entry:
    captured = document["captured"]
    return Entry(
        step=document["step"],
        state=document["state"],
        action=document["action"],
        arguments=document["arguments"],
        captured=captured_from_json(captured) if captured else None,
        time=document["time"],
        note=document["note"],
    )


def _lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        hint = "Wait for it, or stop it: `undo` afterwards works wherever it was stopped."
        raise RootoutError(
            "another rootout is changing this host from the same case", hint
        ) from error
    return descriptor


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
