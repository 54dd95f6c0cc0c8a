"""Lines of profiles that run something are told, the others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.shell_profiles import parse
from rootout.model.file import EvidenceFile


def read(text: str, path: str = "/home/bob/.bashrc"):
    return list(parse(EvidenceFile(path, text.encode())))


@pytest.mark.parametrize(
    ("line", "sets", "targets"),
    [
        ("/opt/x &", "", ("/opt/x",)),
        ("alias sudo=/tmp/s", "sudo", ("/tmp/s",)),
        ("alias -- sudo='/tmp/s -x'", "sudo", ("/tmp/s",)),
        ("ssh() { /tmp/s; }", "ssh", ("/tmp/s",)),
        ("function su { /tmp/s; }", "su", ("/tmp/s",)),
        ("export PROMPT_COMMAND='/tmp/p; true'", "PROMPT_COMMAND", ("/tmp/p",)),
        ("LD_PRELOAD=/tmp/x.so", "LD_PRELOAD", ("/tmp/x.so",)),
        ("set -gx BASH_ENV /tmp/x", "BASH_ENV", ("/tmp/x",)),
        ("unset HISTFILE", "HISTFILE", ()),
        ("set +o history", "history", ()),
        ("curl -s x | sh", "", ()),
    ],
)
def test_line_is_told_with_what_it_sets_and_names(line, sets, targets):
    (one,) = read(line)
    assert one.sets == sets
    assert set(targets) <= set(one.targets)


@pytest.mark.parametrize("line", ["if [ x ]; then", "fi", "# comment", "echo hello", "umask 022"])
def test_line_that_runs_nothing_is_left_out(line):
    assert read(line) == []


def test_owner_and_occasion_are_those_of_the_file():
    assert read("/opt/x")[0].user == "bob"
    assert read("/opt/x", "/root/.profile")[0].user == "root"
    assert read("/opt/x", "/etc/profile")[0].user == "root"
    assert read("/opt/x", "/root/.bash_logout")[0].occasion == "at logout"
    assert read("/opt/x")[0].occasion == "with every shell"
    assert read("/opt/x")[0].technique == "T1546.004"
    assert read("/opt/x")[0].what == "line of a shell's profile"


def test_file_of_a_package_is_left_out():
    file = EvidenceFile("/etc/profile", b"/opt/x")
    file.package = "base-files"
    assert list(parse(file)) == []


@given(st.binary())
def test_any_bytes_are_survived(data):
    list(parse(EvidenceFile("/root/.bashrc", data)))
