import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.unit_files import expanded, logical_lines, read_settings
from rootout.model.file import EvidenceFile


def settings_of(*texts):
    return read_settings(tuple(EvidenceFile("/u", text.encode()) for text in texts))


def test_lines_go_on_after_a_backslash_and_comments_between_are_left_out():
    text = "a \\\n# no\n; no\n b\n#c\n\nd\r\nend \\"
    assert logical_lines(EvidenceFile("/u", text.encode())) == ["a  b", "d", "end"]


def test_later_lines_add_and_an_empty_one_resets():
    found = settings_of(
        "[Service]\nExecStart=/a\nUser = x\n", "[Service]\nExecStart=\nExecStart=/b"
    )
    assert found[("Service", "ExecStart")] == ["/b"]
    assert found[("Service", "User")] == ["x"]


def test_settings_belong_to_their_section():
    found = settings_of("ExecStart=/none\n[Unit]\nUser=a\n[Service]\nUser=b\nno setting\n")
    assert found[("Unit", "User")] == ["a"]
    assert found[("Service", "User")] == ["b"]


def test_a_drop_in_begins_without_a_section():
    assert ("", "User") in settings_of("[Service]\nUser=a", "User=b")


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        (r"/\x74mp/\153", "/tmp/k"),
        (r"/a\sb\u0041", "/a bA"),
        ("%T/k %V/l %t/m %%T %n", "/tmp/k /var/tmp/l /run/m %T %n"),
        ("%", "%"),
        ("\\", "\\"),
    ],
)
def test_escapes_and_specifiers_are_replaced(command, meant):
    assert expanded(command) == meant


def test_a_unit_of_megabytes_takes_no_time():
    started = time.process_time()
    for part in ("\\\n", "[", "=", "%", "\\x", "a=\n"):
        settings_of(part * 1_000_000)
        expanded(part * 100_000)
    assert time.process_time() - started < 5


@given(st.one_of(st.binary(), st.text(alphabet="[]=\\\n#;aE \x0b").map(str.encode)))
def test_any_bytes_are_settings(data):
    read_settings((EvidenceFile("/u", data),))


@given(st.text())
def test_any_command_is_expanded(command):
    expanded(command)
