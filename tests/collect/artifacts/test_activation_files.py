"""D-Bus services and autostart entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.activation_files import parse
from rootout.model.file import EvidenceFile

BUS = "/usr/share/dbus-1/system-services/x.service"
DESKTOP = "/etc/xdg/autostart/x.desktop"


@pytest.mark.parametrize(
    ("path", "what", "technique"),
    [(BUS, "D-Bus service", "T1546"), (DESKTOP, "autostart entry", "T1547.013")],
)
def test_program_is_told(path, what, technique):
    (one,) = parse(EvidenceFile(path, b"[X]\nName=n\nExec = /opt/x %U --y\nExec=/second\n"))
    assert (one.command, one.targets, one.user) == ("/opt/x --y", ("/opt/x",), "root")
    assert (one.what, one.technique, one.name) == (what, technique, "n")
    assert one.occasion.startswith("when")


def test_user_is_who_the_service_names_or_whose_home_it_is():
    (one,) = parse(EvidenceFile(BUS, b"Exec=/x\nUser=nobody"))
    assert (one.user, one.name) == ("nobody", "x.service")
    file = EvidenceFile("/home/bob/.config/autostart/x.desktop", b"Exec=/x")
    file.account = "bob"
    (one,) = parse(file)
    assert one.user == "bob"


@pytest.mark.parametrize("text", [b"Exec=/bin/false", b"Name=x", b"Exec=/x\nHidden=true", b""])
def test_what_starts_nothing_is_none(text):
    assert not list(parse(EvidenceFile(BUS, text)))


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert len(list(parse(EvidenceFile(DESKTOP, data)))) <= 1
