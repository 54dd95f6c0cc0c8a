from pathlib import Path

import pytest
from tests.respond.fake_kernel import FakeProcess, FakeServer, Kernel

from rootout.case.blobs import Blobs
from rootout.errors import RootoutError
from rootout.respond.action import Action
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.clear_immutable import ClearImmutable
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.remove_folder import RemoveFolder
from rootout.respond.actions.remove_line import RemoveLine
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.executor import carry_out, take_back
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal

FILES = {
    "etc/passwd": "root:x:0:0::/root:/bin/sh\neve:x:1000:1000::/home/eve:/bin/sh\n",
    "etc/shadow": "root:*:1::::::\neve:$6$x:1::::::\n",
    "etc/crontab": "1 1 * * * root /a\n2 2 * * * root /b\n",
    "etc/cron.d/x": "3 3 * * * root /c\n4 4 * * * root /d\n",
    "opt/.x/a": "a",
    "opt/.x/b": "b",
}


class Server:
    """A server on which steps are done and taken back."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        kernel = Kernel(processes={"66:1": FakeProcess("/x"), "77:1": FakeProcess("/y")})
        self.host = FakeServer(str(self.root), kernel)
        self.journal, self.vault = Journal(folder / "journal.jsonl"), Blobs(folder / "blobs")

    def do(self, *actions: Action) -> None:
        guard = Guard(Protected())
        results = list(carry_out(actions, self.host, self.vault, self.journal, guard))
        assert {one.state for one in results} == {"verified"}, results

    def undo(self, step: int) -> list[str]:
        return [one.state for one in take_back(self.journal, self.host, self.vault, step)]


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def line(number: int, text: str) -> RemoveLine:
    return RemoveLine(path="/etc/crontab", line=number, text=text)


TABLE = RemoveFile(path="/etc/cron.d/x")
FIRST, SECOND = line(1, "1 1 * * * root /a"), line(2, "2 2 * * * root /b")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (QuarantineFile(path="/opt/.x/a"), QuarantineFile(path="/opt/.x/b")),
        (FIRST, SECOND),
        (LockAccount(account="eve"), LockAccount(account="root2")),
        (BlockAddress(addresses=("192.0.2.1",)), BlockAddress(addresses=("192.0.2.2",))),
        (FreezeProcess(processes=("66:1",)), FreezeProcess(processes=("77:1",))),
        (FreezeProcess(processes=("66:1",)), StopProcess(processes=("66:1",))),
    ],
)
def test_steps_that_lie_beside_each_other_come_back_in_any_order(
    server: Server, earlier: Action, later: Action
) -> None:
    server.do(earlier, later)
    assert server.undo(1) == ["undone"]
    assert server.undo(1) == [], "it is back already"
    assert server.undo(2) in (["undone"], ["lasting"])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (LockAccount(account="eve"), RemoveAccount(account="eve", uid=1000)),
        (RemoveLine(path="/etc/cron.d/x", line=1, text="3 3 * * * root /c"), TABLE),
        (ClearImmutable(path="/etc/crontab"), FIRST),
        (ClearImmutable(path="/etc/cron.d"), TABLE),
        (BlockAddress(addresses=("192.0.2.1",)), BlockAddress(addresses=("192.0.2.1",))),
        (FreezeProcess(processes=("66:1",)), FreezeProcess(processes=("66:1", "77:1"))),
    ],
)
def test_what_a_later_step_lies_on_comes_back_after_it(
    server: Server, earlier: Action, later: Action
) -> None:
    server.do(earlier, later)
    with pytest.raises(RootoutError, match="step 1 cannot be taken back before later ones") as why:
        server.undo(1)
    assert "in this order: 2 " in why.value.hint
    assert server.undo(2) == ["undone"]
    assert server.undo(1) == ["undone"]


def test_a_file_comes_back_after_its_folder(server: Server) -> None:
    server.do(
        QuarantineFile(path="/opt/.x/a"),
        QuarantineFile(path="/opt/.x/b"),
        RemoveFolder(path="/opt/.x"),
    )
    for step in (1, 2):
        with pytest.raises(RootoutError, match="before later ones"):
            server.undo(step)
    for step in (3, 1, 2):
        assert server.undo(step) == ["undone"]
    assert (server.root / "opt/.x/a").read_text() == "a"


def test_a_step_that_never_was_is_an_error(server: Server) -> None:
    server.do(FIRST)
    for step in (0, -1, 2):
        with pytest.raises(RootoutError, match=f"no step {step}"):
            server.undo(step)
