"""Scripts that run at a login say who runs them."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.login_scripts import parse
from rootout.model.file import EvidenceFile


def test_message_of_the_day_is_roots():
    (one,) = parse(EvidenceFile("/etc/update-motd.d/99-x", b"#!/bin/sh\n/opt/a\n"))
    assert (one.user, one.what, one.occasion) == ("root", "login script", "at every login")
    assert one.technique == "T1546.004"
    assert one.targets == ("/etc/update-motd.d/99-x", "/opt/a")


def test_rc_of_a_home_is_its_owners():
    (one,) = parse(EvidenceFile("/home/bob/.ssh/rc", b"/opt/a\n"))
    assert (one.user, one.technique) == ("bob", "T1546")
    assert next(parse(EvidenceFile("/root/.ssh/rc", b"x"))).user == "root"


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert len(list(parse(EvidenceFile("/etc/ssh/sshrc", data)))) == bool(data)
