"""Rules of udev that run programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.udev_rules import parse
from rootout.model.file import EvidenceFile

PATH = "/etc/udev/rules.d/x.rules"


def read(text):
    return list(parse(EvidenceFile(PATH, text.encode(errors="surrogateescape"))))


@pytest.mark.parametrize(
    ("key", "command", "target"),
    [
        ('RUN+="/opt/x %k"', "/opt/x %k", "/opt/x"),
        ('RUN{program}="/opt/x"', "/opt/x", "/opt/x"),
        ('PROGRAM=="x.sh"', "/usr/lib/udev/x.sh", "/usr/lib/udev/x.sh"),
        ("IMPORT{program}=\"/bin/sh -c '/opt/y'\"", "/bin/sh -c '/opt/y'", "/bin/sh"),
    ],
)
def test_program_is_told(key, command, target):
    (one,) = read(f'ACTION=="add", {key}\n')
    assert (one.command, one.targets[0], one.user) == (command, target, "root")
    assert (one.what, one.technique, one.is_shared) == ("udev rule", "T1546.017", False)
    assert one.occasion.startswith("when a device")


def test_rule_of_several_lines_is_one_and_keeps_its_text():
    text = 'A=="b", \\\n  RUN+="/opt/x"'
    (one,) = read(f'# RUN+="/n"\n\n{text}\nB=="c"\n')
    assert (one.text, one.origin.line, one.is_shared) == (text, 3, True)
    (last,) = read(f"{text} \\")
    assert last.text == f"{text} \\"


def test_rule_that_runs_nothing_is_none():
    assert read('ACTION=="add", TAG+="systemd", RUN{builtin}+="kmod load x"\n') == []


@given(st.text(alphabet='RUN+={}"\\\n/a #'))
def test_any_text_is_survived(text):
    for one in read(text):
        assert one.text in text
