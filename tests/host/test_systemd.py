"""The service manager is asked as its manual says, and never by a name that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.host.programs import Answering

from rootout.errors import RootoutError
from rootout.host.systemd import NAME, ServiceManager


class HangUps:
    """Counts the signals to process 1."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def manager(tmp_path):
    def make(programs: Answering, hang_up: HangUps | None = None) -> ServiceManager:
        return ServiceManager(programs, str(tmp_path), hang_up or HangUps())

    return make


@pytest.mark.parametrize(
    ("said", "is_active"),
    [("active", True), ("activating", True), ("inactive", False), ("failed", False), ("", False)],
)
def test_a_unit_is_active_when_systemctl_says_so_or_will_start_it_again(manager, said, is_active):
    programs = Answering(0 if said == "active" else 3, output=f"{said}\n".encode())
    assert manager(programs).unit_is_active("a.service") == is_active
    assert programs.asked == [("is-active", "--", "a.service")]


def test_without_a_genuine_systemctl_nothing_is_said_to_be_active(manager):
    programs = Answering(output=b"active\n", is_there=False)
    assert not manager(programs).unit_is_active("a.service")
    assert programs.asked == []


def test_stopping_does_not_wait(manager):
    programs = Answering()
    manager(programs).stop_unit("a@b.service")
    assert programs.asked == [
        ("stop", "--no-block", "--", "a@b.service"),
        ("reset-failed", "--", "a@b.service"),
    ]


def test_a_unit_that_is_not_there_is_stopped(manager):
    manager(Answering(5, errors=b"Unit a.service not loaded.\n")).stop_unit("a.service")


def test_a_complaint_of_systemctl_is_told(manager):
    with pytest.raises(RootoutError, match="systemctl refused: no"):
        manager(Answering(1, errors=b"no\n")).reload_units()


def test_a_warning_is_no_failure(manager):
    programs = Answering(0, errors=b"warning\n")
    manager(programs).reload_units()
    assert programs.asked == [("daemon-reload",)]


def test_without_a_genuine_systemctl_process_one_is_signalled(manager):
    hang_ups, programs = HangUps(), Answering(is_there=False)
    manager(programs, hang_ups).reload_units()
    assert (hang_ups.count, programs.asked) == (1, [])


@pytest.mark.parametrize(
    "name", ["", "-x.service", "a b.service", "a\n.service", "a.service\n", "../x", "é.service"]
)
def test_a_name_that_is_no_name_is_refused(manager, name):
    programs = Answering()
    for ask in (manager(programs).stop_unit, manager(programs).unit_is_active):
        with pytest.raises(RootoutError, match="is no name of a unit"):
            ask(name)
    assert programs.asked == []


@given(st.text())
def test_no_name_is_an_option_a_path_or_two_words(text):
    if NAME.fullmatch(text):
        assert text[0] != "-"
        assert not set(text) & set("/ \n\t\0;")


def test_on_another_init_nothing_is_done():
    programs, hang_ups = Answering(output=b"active"), HangUps()
    service = ServiceManager(programs, "/nowhere", hang_ups)
    service.stop_unit("a.service")
    service.reload_units()
    assert not service.unit_is_active("a.service")
    assert (programs.asked, hang_ups.count) == ([], 0)
