"""Processes that hide what they are."""

import pytest
from tests.detect.examples import process, stranger

from rootout.detect.suspects import poses_as_kernel_thread, suspects
from rootout.model.evidence import Evidence


@pytest.mark.parametrize(
    "given",
    [
        {"arguments": ("[kworker/0:3]",)},
        {"arguments": ("[kworker/u8:1-events_unbound]",), "package": "perl-base"},
        {"name": "kworker/0:3"},
        {"name": "migration/0"},
        {"name": "ksoftirqd"},
        {"arguments": ()},
        {"arguments": ("",)},
    ],
)
def test_disguise_as_a_kernel_thread_is_seen(given):
    assert poses_as_kernel_thread(stranger("/opt/x", **given))


@pytest.mark.parametrize(
    "given",
    [
        {"is_kernel_thread": True, "executable": None, "name": "kworker/0:3", "arguments": ()},
        {"executable": None, "arguments": ()},
        {"state": "Z", "arguments": ()},
        {"name": "(sd-pam)", "arguments": ("(sd-pam)",)},
        {"name": "[", "arguments": ("[", "-e", "/x", "]")},
        {"name": "md5sum"},
        {"name": "irqbalance"},
        {"name": "migration-tool"},
        {"arguments": ("sshd: alice [priv]",)},
        {"arguments": ("[celeryd: a@b:MainProcess] -active-",)},
        {"arguments": (), "package": "nginx"},
    ],
)
def test_others_are_no_kernel_threads_in_disguise(given):
    assert not poses_as_kernel_thread(stranger("/opt/x", **given))


@pytest.mark.parametrize(
    "one",
    [
        stranger("/opt/x", is_deleted=True),
        stranger("/opt/x", name="kworker/0:1"),
        stranger("/tmp/.x/y"),
        stranger("/memfd:x", in_memory=True, is_deleted=True),
        process(hidden_from=("listing",)),
    ],
)
def test_suspects_are_named(one):
    assert suspects(Evidence((one,))) == (one,)


@pytest.mark.parametrize(
    "one",
    [
        process(),
        stranger("/opt/app/server"),
        stranger("/tmp/build/a.out"),
        stranger("/home/alice/.local/bin/tool"),
        process(is_deleted=True),
        process(executable=None, is_kernel_thread=True, package=None, hidden_from=("ordinary",)),
        stranger("/opt/x", executable=None),
    ],
)
def test_others_are_not(one):
    assert suspects(Evidence((one,))) == ()
