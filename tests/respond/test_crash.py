"""Crash before and after every touch of host, journal and vault; then undo: all is as it was."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.respond.crashing import Crash, Crashing, Fuse
from tests.respond.kernel import Kernel, Machine
from tests.respond.photograph import photograph
from tests.respond.scenarios import SCENARIOS

from rootout.case.blobs import Blobs
from rootout.respond.action import Action, load_actions
from rootout.respond.executor import carry_out, take_back
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal

MOST_TOUCHES = 400
GUARD = Guard(Protected())
Act = Callable[..., Iterable[object]]


class World:
    """A machine, a case beside it, and the picture of how it was."""

    def __init__(self, tmp_path: Path, name: str) -> None:
        self.root, self.case = tmp_path / "root", tmp_path / "case"
        self.root.mkdir()
        self.case.mkdir()
        self.kernel = Kernel()
        self.action = SCENARIOS[name](self.root, self.kernel)
        self.before = photograph(self.root), self.kernel.state()

    def machine(self) -> Machine:
        return Machine(str(self.root), self.kernel)

    def run(self, act: Act, fuse: Fuse) -> bool:
        """Carry the action out until the fuse burns down; say whether it did not."""
        journal = Journal(self.case / "journal.jsonl")
        vault = Blobs(self.case / "blobs")
        try:
            host = Crashing(self.machine(), fuse)
            list(act([self.action], host, Crashing(vault, fuse), Crashing(journal, fuse), GUARD))
        except Crash:
            return False
        finally:
            journal.close()
        return True

    def undo(self, fuse: Fuse | None = None) -> None:
        journal = Journal(self.case / "journal.jsonl")
        burning = fuse or Fuse(1_000_000)
        try:
            host = Crashing(self.machine(), burning)
            list(take_back(Crashing(journal, burning), host, Blobs(self.case / "blobs")))
        finally:
            journal.close()

    def now(self) -> tuple[object, ...]:
        return photograph(self.root), self.kernel.state()

    def assert_as_before(self) -> None:
        if self.action.reversible:
            assert self.now() == self.before
        else:
            assert self.now()[0] == self.before[0]


def assert_undone_wherever_it_crashes(tmp_path: Path, name: str, act: Act) -> int:
    """Crash at every touch in turn; return how many touches there are."""
    for touches in range(MOST_TOUCHES):
        folder = tmp_path / f"{touches}"
        folder.mkdir()
        world = World(folder, name)
        finished = world.run(act, Fuse(touches))
        world.undo()
        world.assert_as_before()
        if finished:
            return touches
    pytest.fail("the action never came to an end")


@pytest.mark.parametrize("name", load_actions())
def test_after_a_crash_anywhere_undo_gives_everything_back(tmp_path: Path, name: str) -> None:
    assert assert_undone_wherever_it_crashes(tmp_path, name, carry_out) >= 8


@pytest.mark.parametrize("name", load_actions())
def test_after_a_crash_anywhere_evict_again_finishes_and_undo_gives_the_first_state_back(
    tmp_path: Path, name: str
) -> None:
    for touches in range(MOST_TOUCHES):
        folder = tmp_path / f"{touches}"
        folder.mkdir()
        world = World(folder, name)
        finished = world.run(carry_out, Fuse(touches))
        assert world.run(carry_out, Fuse(1_000_000))
        assert world.action.verify(world.machine())
        world.undo()
        world.assert_as_before()
        if finished:
            return


@pytest.mark.parametrize("name", load_actions())
def test_a_crash_during_undo_is_mended_by_undo(tmp_path: Path, name: str) -> None:
    for touches in range(MOST_TOUCHES):
        folder = tmp_path / f"{touches}"
        folder.mkdir()
        world = World(folder, name)
        world.run(carry_out, Fuse(1_000_000))
        try:
            world.undo(Fuse(touches))
            finished = True
        except Crash:
            finished = False
        world.undo()
        world.assert_as_before()
        if finished:
            return


@pytest.mark.parametrize("name", load_actions())
def test_twice_is_once(tmp_path: Path, name: str) -> None:
    world = World(tmp_path, name)
    world.run(carry_out, Fuse(1_000_000))
    once = world.now()
    world.action.apply(world.machine())
    assert world.now() == once
    world.undo()
    world.undo()
    world.assert_as_before()


def test_every_action_has_a_scenario() -> None:
    assert set(SCENARIOS) == set(load_actions())


def changed_before_promised(
    actions: list[Action], host: Machine, vault: Blobs, journal: Journal, guard: Guard
) -> Iterable[None]:
    """What carry_out would be with its two most important lines swapped."""
    for action in actions:
        captured = action.capture(host, vault)
        action.apply(host)
        journal.append(journal.step_of(action), "intended", action, captured)
        yield


@pytest.mark.parametrize(
    "name", [name for name, action in load_actions().items() if action.reversible]
)
def test_the_suite_is_sharp(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssertionError):
        assert_undone_wherever_it_crashes(tmp_path, name, changed_before_promised)
