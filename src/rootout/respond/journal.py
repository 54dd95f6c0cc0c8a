"""The undo journal: a promise on disk before every change to a host."""

import fcntl
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, Literal

from rootout.durable import sync_folder, write_all
from rootout.errors import RootoutError
from rootout.model.value import value
from rootout.respond.action import Action, Captured
from rootout.respond.codec import action_from, arguments_of, captured_from_json, captured_to_json

State = Literal["intended", "verified", "failed", "refused", "undone"]
START = "0" * 64  # what the first line names as the hash before it
HINT = "Someone changed the case. Undo by hand from its blobs, or from another copy of it."
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@value
class Entry:
    """One line of the journal: a step, and how far it has come."""

    number: int
    step: int
    state: State
    action: str
    arguments: dict[str, Any]
    captured: Captured | None  # with `intended` only
    time: float
    note: str

    @property
    def summary(self) -> str:
        """Say what the step does, as far as this rootout knows."""
        try:
            return self.remake().describe()
        except RootoutError:
            return f"{self.action} of a rootout that this one does not know"

    def remake(self) -> Action:
        """Return the action that this entry speaks of."""
        return action_from(self.action, self.arguments)


class Journal:
    """A hash-chained file of JSON lines. One rootout at a time may hold it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = START
        self._is_listed = False  # whether the disk has the file's name
        self._open: dict[int, Entry] = {}  # the first intent of each step that is not undone
        self._unfinished: dict[str, int] = {}  # steps that were begun, by action and arguments
        self.entries: list[Entry] = []
        self._lock = _lock(path.with_name("lock"))
        try:
            self._read()
        except BaseException:
            self.close()
            raise

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
        """Write one entry and wait until the disk has it; raises RootoutError where it cannot."""
        document = {
            "number": len(self.entries) + 1,
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
        try:
            self._write(line + b"\n")
        except OSError as error:
            hint = "Make room for the case. What was done so far can be undone."
            raise RootoutError(f"the journal cannot be written: {error.strerror}", hint) from error
        self._add(line, _entry(document))

    def intent(self, step: int) -> Entry | None:
        """Return the first intent of a step that is not undone: what undo will be given."""
        return self._open.get(step)

    def pending(self) -> tuple[Entry, ...]:
        """Return the first intents of steps that may have touched the host, the newest first."""
        return tuple(reversed(self._open.values()))

    def step_of(self, action: Action) -> int:
        """Return the number of exactly this action where it was begun and is not whole.

        After a crash the same step is found again, and undo goes by what it captured first. What
        was whole before is a new step: what it meets now came later, and is kept too.
        """
        step = self._unfinished.get(_identity(action.name(), arguments_of(action)))
        return step or max((one.step for one in self.entries), default=0) + 1

    def _write(self, line: bytes) -> None:
        access = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self._path, access, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            try:
                write_all(descriptor, line)
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)  # or the next line would follow half a line
                raise
        finally:
            os.close(descriptor)
        if not self._is_listed:
            sync_folder(self._path.parent)
            self._is_listed = True

    def _add(self, line: bytes, entry: Entry) -> None:
        self._last = hashlib.sha256(line).hexdigest()
        self.entries.append(entry)
        identity = _identity(entry.action, entry.arguments)
        if entry.state == "intended":
            self._open.setdefault(entry.step, entry)
            self._unfinished[identity] = entry.step
        elif entry.state in ("verified", "undone"):
            self._unfinished.pop(identity, None)
        if entry.state == "undone":
            self._open.pop(entry.step, None)

    def _read(self) -> None:
        data = self._path.read_bytes() if self._path.exists() else b""
        *lines, torn = data.split(b"\n")
        if torn:
            self._cut(len(data) - len(torn), torn)
        for number, line in enumerate(lines, start=1):
            try:
                document = json.loads(line)
                follows = document["previous_sha256"] == self._last
                entry = _entry(document)
            except DAMAGED as error:
                raise RootoutError(f"line {number} of the journal is no entry", HINT) from error
            if not follows or entry.number != number:
                message = f"line {number} of the journal does not follow the one before"
                raise RootoutError(message, HINT)
            self._add(line, entry)

    def _cut(self, whole: int, torn: bytes) -> None:
        """Take off a line that a crash cut short, and keep it beside the journal."""
        name = f"{self._path.stem}.torn.{hashlib.sha256(torn).hexdigest()[:8]}"
        self._path.with_name(name).write_bytes(torn)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(descriptor, whole)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _entry(document: dict[str, Any]) -> Entry:
    captured = document["captured"]
    return Entry(
        number=int(document["number"]),
        step=int(document["step"]),
        state=document["state"],
        action=str(document["action"]),
        arguments=dict(document["arguments"]),
        captured=captured_from_json(captured) if captured else None,
        time=float(document["time"]),
        note=str(document["note"]),
    )


def _identity(action: str, arguments: dict[str, Any]) -> str:
    return json.dumps([action, arguments], sort_keys=True)


def _lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        hint = "Wait for it, or stop it: `undo` afterwards works wherever it was stopped."
        raise RootoutError("another rootout changes this host from the same case", hint) from error
    return descriptor
