"""Hooks say when they run, and as whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.hook_scripts import NETWORK, parse
from rootout.model.file import EvidenceFile


@pytest.mark.parametrize(
    ("path", "occasion", "technique"),
    [
        ("/etc/NetworkManager/dispatcher.d/x", NETWORK, "T1037"),
        ("/etc/kernel/postinst.d/x", "when a kernel or the image", "T1542.003"),
        ("/etc/.git/hooks/pre-commit", "when somebody works", "T1546"),
        ("/var/lib/cloud/scripts/per-boot/x", "at boot, by cloud-init", "T1037"),
    ],
)
def test_hook_says_when_it_runs(path, occasion, technique):
    (one,) = parse(EvidenceFile(path, b"#!/bin/sh\n/opt/x\n"))
    assert one.occasion.startswith(occasion)
    assert (one.technique, one.user, one.what) == (technique, "root", "hook script")
    assert one.targets == (path, "/opt/x")


def test_hook_in_a_home_is_its_owner_s_and_the_root_folder_is_no_home():
    file = EvidenceFile("/home/bob/src/.git/hooks/post-merge", b"true")
    file.home, file.account = "/home/bob", "bob"
    (one,) = parse(file)
    assert one.user == "bob"
    file = EvidenceFile("/etc/.git/hooks/pre-commit", b"true")
    file.home, file.account = "/", "net"
    (one,) = parse(file)
    assert (one.user, one.technique) == ("root", "T1546")


@pytest.mark.parametrize("name", ["x.sample", "README", "x.dpkg-old"])
def test_what_nothing_runs_is_left_out(name):
    assert not list(parse(EvidenceFile(f"/etc/grub.d/{name}", b"x")))
    assert not list(parse(EvidenceFile("/etc/grub.d/x", b"")))


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert len(list(parse(EvidenceFile("/elsewhere", data)))) <= 1
