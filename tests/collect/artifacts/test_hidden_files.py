"""Names that ordinary programs are not shown are told, and no others."""

import errno

import pytest
from tests import preload
from tests.machine import Machine

from rootout.collect.artifacts.hidden_files import HiddenFile, collect


@pytest.fixture
def machine():
    made = Machine()
    made.folders = {"/": ["etc", "proc"], "/etc": ["passwd", "kit"], "/proc": ["1"]}
    return made


def test_nothing_is_told_where_nobody_was_asked(machine):
    assert list(collect(machine)) == []


def test_hidden_name_is_told_with_its_folder(machine):
    machine.hidden = {"/etc": frozenset({"kit"})}
    (one,) = collect(machine)
    assert isinstance(one, HiddenFile)
    assert (one.path, one.origin.path) == ("/etc/kit", "/etc")


def test_hidden_name_in_the_root_is_told(machine):
    machine.hidden = {"/": frozenset({"etc"})}
    assert [one.path for one in collect(machine)] == ["/etc"]


def test_processes_are_left_to_their_own_artifact(machine):
    machine.hidden = {"/proc": frozenset({"1"})}
    assert list(collect(machine)) == []


def test_folder_that_is_gone_is_skipped_and_one_that_is_denied_is_a_gap(machine):
    machine.hidden = {}
    machine.folders["/etc"] = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert list(collect(machine)) == []
    machine.folders["/etc"] = PermissionError(errno.EACCES, "Permission denied")
    (gap,) = collect(machine)
    assert (gap.path, gap.reason) == ("/etc", "denied")


LOOK = """
import json, os
from rootout.host.trust import become_trusted
trust = become_trusted()
from rootout.collect.artifacts.hidden_files import collect
from rootout.host.live import LiveHost
print(json.dumps({"paths": [getattr(one, "path", None) for one in collect(LiveHost(trust))]}))
"""


@preload.needs_root
def test_file_hidden_by_a_preload_library_is_named(tmp_path):
    seen = preload.run_infected(tmp_path, LOOK)
    assert f"/etc/{preload.HIDDEN_NAME}" in seen["paths"]
    assert all(preload.HIDDEN_NAME in path for path in seen["paths"])
