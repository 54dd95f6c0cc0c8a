import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.unit_files import logical_lines, read_settings
from rootout.model.file import EvidenceFile


def settings_of(*texts):
    return read_settings(tuple(EvidenceFile("/u", text.encode()) for text in texts))


def test_lines_go_on_after_a_backslash_and_comments_between_are_left_out():
    text = "a \\\n# no\n; no\n b\n#c\n\nd\r\nend \\"
    assert logical_lines(EvidenceFile("/u", text.encode())) == ["a  b", "d", "end"]


@pytest.mark.parametrize(
    "text",
    [
        "Description=x\rExecStart=/k\r",
        "Description=x\0ExecStart=/k",
        "Description=x\\\\\nExecStart=/k",  # the first backslash escapes the second
        "Description=x\\\n\nExecStart=/k",
        "Description=x\\\r\n\nExecStart=/k",
        "Description=x\\\n\0\n\0ExecStart=/k",
        "# x \\\nExecStart=/k",
        "\ufeffExecStart=/k",
        "\n" * 100_000 + "ExecStart=/k",
    ],
)
def test_a_command_that_systemd_runs_is_not_hidden_by_how_lines_end(text):
    # Each was shown to systemd-analyze(1) verify of systemd 252, which wants to run /k.
    assert "ExecStart=/k" in logical_lines(EvidenceFile("/u", text.encode()))


def test_only_one_byte_order_mark_stands_for_nothing():
    found = settings_of("\ufeff[Service]\nExecStart=/k\n\ufeffExecStart=")
    assert found[("Service", "ExecStart")] == ["/k"]


def test_a_control_letter_is_no_blank_that_would_reset_a_list():
    assert settings_of("ExecStart=/k\nExecStart=\x1c")[("", "ExecStart")] == ["/k", "\x1c"]


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


def test_a_unit_of_megabytes_takes_no_time():
    started = time.process_time()
    for part in ("\\\n", "[", "=", "%", "\\x", "a=\n"):
        settings_of(part * 1_000_000)
    assert time.process_time() - started < 30


@given(st.one_of(st.binary(), st.text(alphabet="[]=\\\n\r\0#;aE \x0b\ufeff").map(str.encode)))
def test_any_bytes_are_settings(data):
    read_settings((EvidenceFile("/u", data),))
