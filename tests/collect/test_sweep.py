"""Temporary folders are swept for programs and what hides, within bounds."""

import os
import shutil

import pytest
from tests.packages import put

from rootout.collect import sweep as module
from rootout.collect.sweep import sweep
from rootout.host.folder import FolderHost
from rootout.model.record import Gap


def swept(root):
    return list(sweep(FolderHost(str(root))))


@pytest.mark.parametrize("folder", ["/tmp", "/var/tmp", "/dev/shm", "/run/user/1000", "/run/shm"])
def test_programs_and_hidden_files_are_found(tmp_path, folder):
    put(tmp_path, f"{folder}/marked", b"x", mode=0o755)
    put(tmp_path, f"{folder}/elf", b"\x7fELF")
    put(tmp_path, f"{folder}/script", b"#!/bin/sh\n")
    put(tmp_path, f"{folder}/.hidden/plain", b"x")
    put(tmp_path, f"{folder}/plain", b"x")
    put(tmp_path, f"{folder}/empty")
    names = ("marked", "elf", "script", ".hidden/plain")
    assert sorted(swept(tmp_path)) == sorted(f"{folder}/{name}" for name in names)


def test_private_folders_of_services_are_looked_into(tmp_path):
    put(tmp_path, "/tmp/systemd-private-1-a.service-x/tmp/k", b"\x7fELF")
    assert swept(tmp_path) == ["/tmp/systemd-private-1-a.service-x/tmp/k"]


def test_what_is_no_regular_file_is_left_out(tmp_path):
    (tmp_path / "tmp/.X11-unix").mkdir(parents=True)
    os.mkfifo(tmp_path / "tmp/.X11-unix/X0")
    os.symlink("/bin/sh", tmp_path / "tmp/.link")
    assert swept(tmp_path) == []


def test_folder_under_two_names_is_swept_once(tmp_path):
    put(tmp_path, "/dev/shm/k", b"\x7fELF")
    (tmp_path / "run").mkdir()
    os.symlink("/dev/shm", tmp_path / "run/shm")
    assert swept(tmp_path) == ["/dev/shm/k"]


def test_host_without_temporary_folders_has_nothing_to_sweep(tmp_path):
    assert swept(tmp_path) == []


def test_too_many_entries_are_a_gap_and_other_folders_are_still_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    for number in range(5):
        put(tmp_path, f"/tmp/{number}", b"#!")
    put(tmp_path, "/dev/shm/k", b"\x7fELF")
    *found, gap, other = swept(tmp_path)
    assert len(found) == 3
    assert other == "/dev/shm/k"
    assert (gap.path, gap.reason) == ("/tmp", "too_large")


def test_too_many_plain_files_are_a_gap_and_marked_ones_are_still_found(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPENED", 2)
    for number in range(3):
        put(tmp_path, f"/tmp/{number}", b"x")
    put(tmp_path, "/tmp/marked", b"x", mode=0o700)
    found, gap = swept(tmp_path)
    assert found == "/tmp/marked"
    assert isinstance(gap, Gap)


def test_temporary_folder_that_is_a_file_is_a_gap(tmp_path):
    put(tmp_path, "/tmp", b"x")
    assert all(isinstance(one, Gap) for one in swept(tmp_path))


def test_link_round_in_a_circle_is_a_gap(tmp_path):
    os.symlink("tmp", tmp_path / "tmp")
    assert [one.reason for one in swept(tmp_path)] == ["malformed"]


def test_folder_that_vanishes_is_no_error(tmp_path):
    put(tmp_path, "/tmp/a/k", b"\x7fELF")
    look = sweep(FolderHost(str(tmp_path)))
    assert next(look) == "/tmp/a/k"
    shutil.rmtree(tmp_path / "tmp")
    assert list(look) == []
