import errno

import pytest
from tests.respond.crashing import Crash, Fuse, Trial, applying, trial_of, undoing
from tests.respond.fake_kernel import CAGE, FakeProcess, FakeServer
from tests.respond.scenarios import SCENARIOS, Server, unlock

from rootout.case.blobs import Blobs
from rootout.errors import RootoutError
from rootout.host.api import ProcessRef
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.remove_folder import RemoveFolder
from rootout.respond.actions.remove_line import RemoveLine
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.executor import carry_out, freeze_until_quiet, take_back
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal

GUARD = Guard(Protected(processes=frozenset(("30:1",))))
FIRST, SECOND = QuarantineFile(path="/tmp/a"), QuarantineFile(path="/tmp/b")
# Steps of one eviction that meet in the same files and folders.
MANY = (
    RemoveLine(path="/etc/crontab", line=1, text="evil one"),
    FreezeProcess(processes=("10:1", "11:1")),
    RemoveLine(path="/etc/crontab", line=3, text="evil two"),
    RemoveFile(path="/tmp/a"),
    FIRST,
    SECOND,
    QuarantineFile(path="/tmp/.x/implant"),
    RemoveFolder(path="/tmp/.x"),
    FreezeProcess(processes=("11:1", "12:1")),
)


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    unlock(tmp_path)


@pytest.fixture
def server(folder):
    server = Server(root=folder / "root")
    build(server)
    return server


@pytest.fixture
def host(server):
    return FakeServer(str(server.root), server.kernel)


@pytest.fixture
def vault(folder):
    return Blobs(folder / "blobs")


@pytest.fixture
def journal(folder):
    journal = Journal(folder / "journal.jsonl")
    yield journal
    journal.close()


def build(server):
    server.file("/tmp/a", b"1")
    server.file("/tmp/b", b"2")
    server.file("/tmp/.x/implant", b"3")
    server.file("/etc/crontab", b"evil one\nkept\nevil two\n")
    server.kernel.processes = {f"{pid}:1": FakeProcess(f"/{pid}") for pid in (10, 11, 12, 30)}
    server.age()


def failing(host, **errors):
    """Make calls of `host` fail for one path each."""
    for name, (path, error) in errors.items():
        real = getattr(host, name)

        def call(one, *rest, real=real, path=path, error=error):
            if one == path:
                raise error
            return real(one, *rest)

        setattr(host, name, call)


def states(results):
    return [one.state for one in results]


def test_each_step_is_promised_and_then_proved(host, vault, journal):
    assert states(carry_out((FIRST, SECOND), host, vault, journal, GUARD)) == ["verified"] * 2
    told = [(one.step, one.state) for one in journal.entries]
    assert told == [(1, "intended"), (1, "verified"), (2, "intended"), (2, "verified")]


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EIO, "broken disk"), RootoutError("broken", "h"), ValueError(), MemoryError()],
)
@pytest.mark.parametrize("call", ["remove", "snapshot", "exists"])
def test_a_step_that_fails_is_told_and_the_next_ones_go_on(call, error, host, vault, journal):
    failing(host, **{call: ("/tmp/a", error)})
    first, second = carry_out((FIRST, SECOND), host, vault, journal, GUARD)
    assert first.state == "failed"
    assert first.note == (str(error) or type(error).__name__)
    assert second.state == "verified"


def test_what_could_not_be_captured_is_not_changed(host, vault, journal, server):
    failing(host, snapshot=("/tmp/a", OSError(errno.EIO, "broken disk")))
    list(carry_out((FIRST,), host, vault, journal, GUARD))
    assert (server.root / "tmp/a").exists()
    assert journal.pending() == ()


def test_what_was_done_and_does_not_hold_has_failed(host, vault, journal):
    failing(host, remove=("/tmp/a", None))
    host.remove = lambda path: None
    (result,) = carry_out((FIRST,), host, vault, journal, GUARD)
    assert result.state == "failed"
    assert "does not hold" in result.note
    assert [one.step for one in journal.pending()] == [1]


def test_what_the_guard_refuses_is_journalled_and_not_done(host, vault, journal, server):
    refused, done = carry_out(
        (StopProcess(processes=("30:1",)), FIRST), host, vault, journal, GUARD
    )
    assert refused.state == "refused"
    assert "your own session" in refused.note
    assert done.state == "verified"
    assert journal.entries[0].state == "refused"
    assert server.kernel.processes["30:1"].is_alive


def test_a_guard_that_cannot_look_lets_nothing_happen(host, vault, journal, server):
    failing(host, digest=("/tmp/a", OSError()))
    host.packages = None
    (result,) = carry_out((FIRST,), host, vault, journal, GUARD)
    assert result.state == "failed"
    assert (server.root / "tmp/a").exists()


def test_nothing_is_changed_where_the_journal_cannot_be_written(host, vault, journal, server):
    def full(line):
        raise OSError(errno.ENOSPC, "No space left on device")

    journal._write = full
    with pytest.raises(RootoutError, match="No space left"):
        list(carry_out((FIRST,), host, vault, journal, GUARD))
    assert (server.root / "tmp/a").exists()


def test_a_file_that_came_back_is_kept_too_and_undo_gives_the_first(host, vault, journal, server):
    list(carry_out((FIRST,), host, vault, journal, GUARD))
    (server.root / "tmp/a").write_bytes(b"another implant")
    assert states(carry_out((FIRST,), host, vault, journal, GUARD)) == ["verified"]
    kept = [one.captured.snapshots[0].sha256 for one in journal.entries if one.captured]
    assert [vault.get(sha256) for sha256 in kept] == [b"1", b"another implant"]
    assert states(take_back(journal, host, vault)) == ["undone"] * 2
    assert (server.root / "tmp/a").read_bytes() == b"1"


def test_a_file_that_came_back_after_a_crash_is_kept_too(host, vault, journal, server):
    journal.append(1, "intended", FIRST, FIRST.capture(host, vault))
    FIRST.apply(host)
    (server.root / "tmp/a").write_bytes(b"another implant")
    list(carry_out((FIRST,), host, vault, journal, GUARD))
    kept = [one.captured.snapshots[0].sha256 for one in journal.entries if one.captured]
    assert vault.get(kept[1]) == b"another implant"
    assert states(take_back(journal, host, vault)) == ["undone"]
    assert (server.root / "tmp/a").read_bytes() == b"1"


# --- a whole eviction


def eviction(host, vault, journal):
    return carry_out(MANY, host, vault, journal, GUARD)


def whole_trial(folder):
    server = Server(root=folder / "root")
    server.root.mkdir(parents=True)
    build(server)
    (folder / "case").mkdir()
    trial = Trial(server=server, case=folder / "case", before={})
    trial.before = trial.now()
    return trial


def test_an_eviction_that_crashes_anywhere_is_undone_to_the_bit(folder):
    fuse = Fuse()
    assert len(whole_trial(folder / "whole").run(fuse, eviction)) == len(MANY)
    for length in range(0, fuse.burnt, 3):
        trial = whole_trial(folder / str(length))
        assert trial.run(Fuse(length), eviction, is_torn=length % 2 == 1) is None
        if length % 4 == 0:
            assert states(trial.run(Fuse(), eviction)) == ["verified"] * len(MANY)
        trial.run(Fuse(length % 40), undoing())
        trial.run(Fuse(), undoing())
        assert trial.differences() == {}, f"crash at touch {length}"


# --- freezing


class Nest:
    """Processes that spawn another, a few times, each time they are looked at."""

    def __init__(self, kernel, generations):
        self.kernel, self.left, self.looks = kernel, generations, 0

    def __call__(self):
        self.looks += 1
        if self.left:
            self.left -= 1
            self.kernel.processes[f"{100 + self.left}:1"] = FakeProcess(f"/nest{self.left}")
        keys = [key for key in self.kernel.processes if int(key.partition(":")[0]) >= 100]
        return [ProcessRef.from_key(key) for key in (*keys, "30:1")]


def test_freezing_goes_on_until_two_looks_find_nothing_new(host, vault, journal, server):
    nest = Nest(server.kernel, 4)
    results = list(freeze_until_quiet(nest, host, vault, journal, GUARD))
    assert states(results) == ["verified"] * 4
    assert nest.looks == 6
    assert host.frozen_processes() == {100, 101, 102, 103}
    assert states(take_back(journal, host, vault)) == ["undone"] * 4
    assert server.kernel.processes["103:1"].cgroup == "/nest3"


def test_what_is_frozen_already_is_not_frozen_again(host, vault, journal, server):
    server.kernel.processes["100:1"] = FakeProcess(CAGE)
    frozen = [ProcessRef(pid=100, start_ticks=1)]
    nest = Nest(server.kernel, 0)
    assert list(freeze_until_quiet(nest, host, vault, journal, GUARD, frozen)) == []


def test_rootout_itself_is_never_frozen(host, vault, journal, server, monkeypatch):
    monkeypatch.setattr("rootout.respond.executor.own_processes", lambda host: {"100:1"})
    nest = Nest(server.kernel, 2)
    list(freeze_until_quiet(nest, host, vault, journal, GUARD))
    assert host.frozen_processes() == {101}


def test_freezing_gives_up_after_five_seconds(host, vault, journal, server):
    nest = Nest(server.kernel, 1000)
    seconds = iter(range(100))
    list(freeze_until_quiet(nest, host, vault, journal, GUARD, clock=lambda: next(seconds)))
    assert nest.looks == 4


# --- taking back


def test_the_newest_is_taken_back_first(host, vault, journal):
    list(carry_out((FIRST, SECOND), host, vault, journal, GUARD))
    assert [one.step for one in take_back(journal, host, vault)] == [2, 1]
    assert list(take_back(journal, host, vault)) == []


def test_one_step_can_be_taken_back_alone(host, vault, journal, server):
    list(carry_out((FIRST, SECOND), host, vault, journal, GUARD))
    (result,) = take_back(journal, host, vault, step=1)
    assert (result.step, result.state, result.summary) == (1, "undone", FIRST.describe())
    assert (server.root / "tmp/a").exists()
    assert not (server.root / "tmp/b").exists()


def test_what_cannot_be_taken_back_is_said_and_stays_in_the_journal(host, vault, journal):
    action = StopProcess(processes=("10:1",))
    list(carry_out((action,), host, vault, journal, GUARD))
    for _ in range(2):
        (result,) = take_back(journal, host, vault)
        assert (result.state, result.summary) == ("lasting", "kill pid 10")


def test_an_undo_that_fails_is_told_tried_again_and_stops_no_other(host, vault, journal, server):
    list(carry_out((FIRST, SECOND), host, vault, journal, GUARD))
    restore = host.restore

    def broken(snapshot, data):
        if snapshot.path == "/tmp/b":
            raise OSError(errno.EROFS, "read-only")
        restore(snapshot, data)

    host.restore = broken
    failed, undone = take_back(journal, host, vault)
    assert (failed.state, failed.note) == ("failed", "[Errno 30] read-only")
    assert undone.state == "undone"
    host.restore = restore
    assert states(take_back(journal, host, vault)) == ["undone"]
    assert (server.root / "tmp/b").exists()


def test_a_step_of_a_rootout_that_we_do_not_know_stops_no_other(host, vault, journal, folder):
    class Unknown(QuarantineFile):
        @classmethod
        def name(cls):
            return "grow_wings"

    list(carry_out((FIRST, Unknown(path="/tmp/b")), host, vault, journal, GUARD))
    failed, undone = take_back(journal, host, vault)
    assert failed.state == "failed"
    assert "grow_wings" in failed.summary
    assert undone.state == "undone"


def test_a_crash_passes_through_and_leaves_the_promise(folder):
    scenario = SCENARIOS[0]
    trial = trial_of(scenario, folder / "one")
    fuse = Fuse()
    trial.run(fuse, applying(scenario))
    assert fuse.burnt > 10
    with pytest.raises(Crash):
        Fuse(0).burn()
