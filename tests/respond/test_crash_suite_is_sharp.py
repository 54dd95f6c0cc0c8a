"""The crash suite itself is tried: with a fault planted, it has to fail."""

import hashlib
import os
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from tests.respond.crashing import check_crashes_before_another_try, check_crashes_while_applying
from tests.respond.replaced import REPLACED
from tests.respond.scenarios import SCENARIOS, Scenario, unlock

from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.journal import Journal

FIRST = {one.action.name(): one for one in reversed((*SCENARIOS, *REPLACED))}
REVERSIBLE = [name for name, one in FIRST.items() if one.action.reversible]


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    unlock(tmp_path)


def change_before_the_promise(actions, host, vault, journal, guard):
    for action in actions:
        captured = action.capture(host, vault)
        action.apply(host)
        journal.append(1, "intended", action, captured)
        yield from ()


def promise_before_the_bytes_are_kept(actions, host, vault, journal, guard):
    for action in actions:
        forgetful = SimpleNamespace(put=hash_of, get=vault.get)
        journal.append(1, "intended", action, action.capture(host, forgetful))
        action.apply(host)
        yield from ()


def hash_of(data):
    return hashlib.sha256(data).hexdigest()


def test_the_suite_passes_as_it_stands(folder):
    check_crashes_while_applying(FIRST["quarantine_file"], folder)


@pytest.mark.parametrize("name", REVERSIBLE)
def test_an_executor_that_acts_before_it_promises_is_caught(name, folder):
    by = SimpleNamespace(carry_out=change_before_the_promise)
    with pytest.raises(AssertionError, match="crash at touch"):
        check_crashes_while_applying(FIRST[name], folder, by)


def test_an_executor_that_keeps_no_bytes_is_caught(folder):
    by = SimpleNamespace(carry_out=promise_before_the_bytes_are_kept)
    with pytest.raises(AssertionError, match="crash at touch"):
        check_crashes_while_applying(FIRST["quarantine_file"], folder, by)


def forgetting(side_effect):
    """An action whose apply does more than its undo, which the journal makes anew, knows of."""

    @dataclass(frozen=True, kw_only=True)
    class Forgetful(QuarantineFile):
        @classmethod
        def name(cls):
            return QuarantineFile.name()

        def apply(self, host):
            QuarantineFile.apply(self, host)
            side_effect(host)

    plain = FIRST["quarantine_file"]
    return Scenario(Forgetful(path=plain.action.path), plain.build, "forgetful")


SIDE_EFFECTS = {
    "bytes": lambda host: host.write("/tmp/.x/other", b"changed"),
    "a mode": lambda host: os.chmod(host.place("/tmp/.x/other"), 0o600),
    "an owner": lambda host: os.chown(host.place("/tmp/.x/other"), 7, 7),
    "a time": lambda host: os.utime(host.place("/tmp/.x/other"), ns=(1, 1)),
    "the time of a folder": lambda host: os.utime(host.place("/tmp"), ns=(1, 1)),
    "an attribute": lambda host: os.removexattr(host.place("/tmp/.x/other"), "user.note"),
    "an ACL": lambda host: os.removexattr(host.place("/tmp/.x/other"), "system.posix_acl_access"),
    "a flag": lambda host: host.set_flags("/tmp/.x/other", 0x40),
    "another name": lambda host: os.link(host.place("/tmp/.x/other"), host.place("/tmp/name")),
    "a left-over file": lambda host: open(host.place("/tmp/left"), "w").close(),
    "the firewall": lambda host: host.block(["203.0.113.9"]),
    "the units": lambda host: (
        host.kernel.active_units or setattr(host.kernel, "loaded_units", ("x",))
    ),
}


@pytest.mark.parametrize("what", SIDE_EFFECTS)
def test_an_action_that_changes_more_than_it_undoes_is_caught(what, folder):
    with pytest.raises(AssertionError, match="crash at touch"):
        check_crashes_while_applying(forgetting(SIDE_EFFECTS[what]), folder)


def test_a_journal_that_forgets_the_first_state_is_caught(folder, monkeypatch):
    def newest(self, line, entry):
        if entry.state == "intended":
            self._open.pop(entry.step, None)
        return add(self, line, entry)

    add = Journal._add
    monkeypatch.setattr(Journal, "_add", newest)
    with pytest.raises(AssertionError, match="crash at touch"):
        check_crashes_before_another_try(FIRST["quarantine_file"], folder)
