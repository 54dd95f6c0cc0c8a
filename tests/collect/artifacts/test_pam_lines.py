"""Lines of PAM."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.pam_lines import parse
from rootout.model.file import EvidenceFile


def read(text, path="/etc/pam.d/sshd"):
    return list(parse(EvidenceFile(path, text.encode(errors="surrogateescape"))))


def test_module_is_told_wherever_it_may_lie():
    (one,) = read("-auth  sufficient  pam_permit.so nullok")
    assert (one.service, one.group, one.control) == ("sshd", "auth", "sufficient")
    assert (one.module, one.command) == ("pam_permit.so", "pam_permit.so nullok")
    assert "/usr/lib/x86_64-linux-gnu/security/pam_permit.so" in one.targets
    assert (one.what, one.technique) == ("line of PAM", "T1556.003")
    assert "sshd" in one.occasion


def test_module_by_its_path_and_program_that_it_runs_are_named():
    (one,) = read("session [success=1 default=ignore] /lib/security/pam_exec.so quiet /opt/x")
    assert one.targets == ("/lib/security/pam_exec.so", "/opt/x")
    assert one.control == "[success=1 default=ignore]"


def test_table_names_the_service_first():
    (one,) = read("login auth required pam_unix.so", "/etc/pam.conf")
    assert (one.service, one.module) == ("login", "pam_unix.so")


@pytest.mark.parametrize(
    "line", ["@include common-auth", "auth include system-auth", "# x", "auth"]
)
def test_line_without_a_module_is_none(line):
    assert read(line) == []


@given(st.text(alphabet="auth []=.so\t\n/x-"))
def test_any_text_is_survived(text):
    read(text)
