"""A fuse that burns down with every touch, and what it is wired to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import IOBase
from pathlib import Path
from types import SimpleNamespace

from tests.respond.fake_kernel import FakeServer
from tests.respond.picture import picture
from tests.respond.scenarios import Scenario, Server

from rootout.case.blobs import Blobs
from rootout.respond import executor
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal

TORN = b'{"number":99,"step":1,"sta'
GUARD = Guard(Protected())
NEVER = 1_000_000


class Crash(BaseException):
    """The end of rootout: nothing may catch it."""


class Fuse:
    def __init__(self, length: int = NEVER) -> None:
        self.length = length
        self.burnt = 0

    def burn(self) -> None:
        self.burnt += 1
        if self.burnt > self.length:
            raise Crash


class Wired:
    """Burns the fuse before and after every call."""

    def __init__(self, inner: object, fuse: Fuse) -> None:
        self._inner = inner
        self._fuse = fuse

    def __getattr__(self, name):
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*arguments, **named):
            self._fuse.burn()
            result = found(*arguments, **named)
            is_file = isinstance(result, IOBase)
            try:
                self._fuse.burn()
            except Crash:
                if is_file:
                    result.close()
                raise
            return list(result) if isinstance(result, Iterator) and not is_file else result

        return call


@dataclass
class Trial:
    """One server, its case, and how it was before."""

    server: Server
    case: Path
    before: dict[str, object]

    def run(self, fuse: Fuse, work: Callable, *, is_torn: bool = False) -> list | None:
        """Start rootout anew, do `work` until the fuse is burnt; None after a crash."""
        journal = Journal(self.case / "journal.jsonl")
        host = FakeServer(str(self.server.root), self.server.kernel)
        wired = [Wired(one, fuse) for one in (host, Blobs(self.case / "blobs"), journal)]
        try:
            return list(work(*wired))
        except Crash:
            if is_torn:
                with (self.case / "journal.jsonl").open("ab") as file:
                    file.write(TORN)
            return None
        finally:
            journal.close()

    def now(self) -> dict[str, object]:
        return {"files": picture(str(self.server.root)), **self.server.kernel.picture()}

    def differences(self, lasting: frozenset[str] = frozenset()) -> dict[str, object]:
        """Return what is not as it was, but for processes whose end is `lasting`."""
        now = self.now()
        found = {
            f"{kind} {name}": (self.before[kind].get(name), now[kind].get(name))
            for kind in ("files", "cgroups")
            for name in {**self.before[kind], **now[kind]}
            if self.before[kind].get(name) != now[kind].get(name) and name not in lasting
        }
        for kind in self.before.keys() - {"files", "cgroups"}:
            if self.before[kind] != now[kind]:
                found[kind] = (self.before[kind], now[kind])
        return found


def trial_of(scenario: Scenario, folder: Path) -> Trial:
    server = Server(root=folder / "root")
    server.root.mkdir(parents=True)
    scenario.build(server)
    server.age()
    case = folder / "case"
    case.mkdir()
    trial = Trial(server=server, case=case, before={})
    trial.before = trial.now()
    return trial


def applying(scenario: Scenario, by: SimpleNamespace | object = executor) -> Callable:
    return lambda host, vault, journal: by.carry_out([scenario.action], host, vault, journal, GUARD)


def undoing(by: SimpleNamespace | object = executor) -> Callable:
    return lambda host, vault, journal: by.take_back(journal, host, vault)


def lasting_of(scenario: Scenario) -> frozenset[str]:
    """Return the processes that undo cannot bring back."""
    return frozenset() if scenario.action.reversible else frozenset(scenario.action.processes)


def touches_of(scenario: Scenario, folder: Path, by: object = executor) -> int:
    """Return how often `scenario` touches anything when nothing goes wrong."""
    fuse = Fuse()
    trial_of(scenario, folder).run(fuse, applying(scenario, by))
    return fuse.burnt


def check_crashes_while_applying(scenario: Scenario, folder: Path, by: object = executor) -> None:
    """Crash at each touch of host, vault and journal; then undo: all must be as it was."""
    for length in range(touches_of(scenario, folder / "whole", by) + 1):
        trial = trial_of(scenario, folder / str(length))
        trial.run(Fuse(length), applying(scenario, by), is_torn=length % 2 == 1)
        for _ in range(2):
            trial.run(Fuse(), undoing())
            assert trial.differences(lasting_of(scenario)) == {}, f"crash at touch {length}"


def check_crashes_before_another_try(scenario: Scenario, folder: Path) -> None:
    """Crash at each touch; carry out again, which must end it; then undo to the very first."""
    for length in range(touches_of(scenario, folder / "whole") + 1):
        trial = trial_of(scenario, folder / str(length))
        trial.run(Fuse(length), applying(scenario))
        (result,) = trial.run(Fuse(), applying(scenario))
        assert result.state == "verified", (result, length)
        trial.run(Fuse(), undoing())
        assert trial.differences(lasting_of(scenario)) == {}, f"crash at touch {length}"


def check_crashes_while_undoing(scenario: Scenario, folder: Path) -> None:
    """Crash at each touch of undo; undo again: all must be as it was."""
    length = 0
    finished = None
    while finished is None:
        trial = trial_of(scenario, folder / str(length))
        trial.run(Fuse(), applying(scenario))
        finished = trial.run(Fuse(length), undoing())
        trial.run(Fuse(), undoing())
        assert trial.differences(lasting_of(scenario)) == {}, f"crash at touch {length}"
        length += 1
