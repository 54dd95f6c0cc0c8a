"""Lines that load a module, or run a command in its place."""

import pytest

from rootout.collect.artifacts.module_loads import ModuleLoad, parse
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

CONFIGURATION = "/etc/modprobe.d/x.conf"
LIST = "/etc/modules-load.d/x.conf"


def read(text, path=CONFIGURATION):
    return list(parse(EvidenceFile(path, text.encode())))


def one(text, path=CONFIGURATION):
    (found,) = read(text, path)
    return found


def test_module_of_a_list_is_loaded_at_boot():
    found = one("nf-hook debug=1\n", LIST)
    assert (found.module, found.verb, found.command) == (
        "nf_hook",
        "load",
        "modprobe nf-hook debug=1",
    )
    assert (found.what, found.occasion) == ("load of a kernel module", "at boot")
    assert (found.user, found.technique, found.targets) == ("root", "T1547.006", ())


@pytest.mark.parametrize(
    ("path", "is_shared"), [(LIST, False), ("/etc/modules", True), (CONFIGURATION, True)]
)
def test_only_a_list_of_its_own_goes_as_a_whole(path, is_shared):
    text = "install x /bin/true" if path == CONFIGURATION else "x"
    assert one(text, path).is_shared is is_shared


@pytest.mark.parametrize(
    ("verb", "what", "occasion"),
    [
        ("install", "install line of modprobe", "when the kernel module usb_storage is asked for"),
        ("remove", "remove line of modprobe", "when the kernel module usb_storage is removed"),
    ],
)
def test_command_runs_in_the_place_of_a_module(verb, what, occasion):
    found = one(f"{verb}\tusb-storage  /tmp/k --x; /bin/true\n")
    assert (found.command, found.targets) == ("/tmp/k --x; /bin/true", ("/tmp/k", "/bin/true"))
    assert (found.what, found.occasion) == (what, occasion)


def test_line_goes_on_after_a_backslash():
    first, second = read("install x /bin/true && \\\n  /tmp/k\ninstall y /bin/false\\")
    assert first.targets == ("/bin/true", "/tmp/k")
    assert (first.origin.line, first.text) == (1, "install x /bin/true && \\")
    assert (second.command, second.origin.line) == ("/bin/false", 3)


@pytest.mark.parametrize(
    "line",
    ["blacklist pcspkr", "options x y=1", "softdep a pre: b", "alias a b", "# install x /tmp/k"],
)
def test_line_that_runs_nothing_is_no_record(line):
    assert read(line) == []


@pytest.mark.parametrize(
    ("line", "path"),
    [("install x", CONFIGURATION), ("frobnicate x y", CONFIGURATION), ("/tmp/x.ko", LIST)],
)
def test_line_that_says_nothing_is_a_gap(line, path):
    found = one(line, path)
    assert isinstance(found, Gap)
    assert found.detail == "line 1 says nothing that modprobe knows"


def test_name_of_the_file_decides_nothing_but_its_folder():
    assert isinstance(one("install", "/etc/modules-load.d/modprobe.conf"), ModuleLoad)


def test_command_that_names_ever_more_files_is_told_with_a_gap():
    found, gap = read("install x " + " ".join(f"/tmp/{n}" for n in range(2000)))
    assert len(found.targets) == 1000
    assert gap.detail == "line 1 names ever more files"
