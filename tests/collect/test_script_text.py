"""A script is its text without comments, or its path."""

from rootout.collect.script_text import command_of, modified, script_targets
from rootout.model.file import EvidenceFile


def test_text_is_the_command_and_names_targets():
    file = EvidenceFile("/etc/x", b"#!/bin/sh\n# why\n/opt/a\n")
    assert command_of(file) == "/opt/a"
    assert script_targets(file, "/opt/a /opt/b") == ("/etc/x", "/opt/a", "/opt/b")
    assert modified(file) == 0.0


def test_binary_is_its_path():
    assert command_of(EvidenceFile("/etc/x", b"\x7fELF")) == "/etc/x"
