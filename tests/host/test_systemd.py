import os
import signal
from pathlib import Path

import pytest

from rootout.errors import RootoutError
from rootout.host import systemd
from rootout.host.program import Completed
from rootout.host.systemd import ServiceManager


class Programs:
    """A systemctl that answers as it is told, and remembers what it was asked."""

    def __init__(self, code: int = 0, errors: bytes = b"", *, is_there: bool = True) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.answer = Completed(code=code, output=b"", errors=errors)
        self.is_there = is_there

    def find(self, candidates: tuple[str, ...]) -> str | None:
        return candidates[0] if self.is_there else None

    def run(self, _: tuple[str, ...], arguments: tuple[str, ...]) -> Completed:
        self.asked.append(arguments)
        return self.answer


@pytest.fixture(autouse=True)
def booted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systemd, "RUNNING", str(tmp_path))


def manager(programs: Programs) -> ServiceManager:
    return ServiceManager(programs)  # type: ignore[arg-type]


def test_a_unit_is_active_when_systemctl_says_so() -> None:
    assert manager(Programs()).unit_is_active("a.service")
    assert not manager(Programs(code=3)).unit_is_active("a.service")
    assert not manager(Programs(is_there=False)).unit_is_active("a.service")


def test_stopping_does_not_wait() -> None:
    programs = Programs()
    manager(programs).stop_unit("a@b.service")
    assert programs.asked[0] == ("stop", "--no-block", "--", "a@b.service")


def test_a_complaint_of_systemctl_is_told() -> None:
    with pytest.raises(RootoutError, match="systemctl said: no"):
        manager(Programs(errors=b"no")).reload_units()


def test_a_reload_that_works_is_silent() -> None:
    programs = Programs()
    manager(programs).reload_units()
    assert programs.asked == [("daemon-reload",)]


def test_without_a_genuine_systemctl_process_one_is_signalled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *one: sent.append(one))
    manager(Programs(is_there=False)).reload_units()
    assert sent == [(1, signal.SIGHUP)]


@pytest.mark.parametrize("name", ["", "-x.service", "a b.service", "a\n.service", "../x"])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(RootoutError, match="is no name of a unit"):
        manager(Programs()).stop_unit(name)


def test_on_another_init_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systemd, "RUNNING", "/nowhere")
    programs = Programs()
    service = manager(programs)
    service.stop_unit("a.service")
    service.reload_units()
    assert not service.unit_is_active("a.service")
    assert programs.asked == []
