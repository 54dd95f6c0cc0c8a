import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.folders import folder_host

from rootout.collect.unit_files import read_settings
from rootout.collect.unit_targets import unit_targets
from rootout.host.folder import FolderHost
from rootout.model.file import EvidenceFile

UNIT = "/etc/systemd/system/u.service"


def targets(host, *lines, path=UNIT):
    text = "\n".join(("[Service]", *lines)).encode(errors="surrogateescape")
    settings = read_settings((EvidenceFile(path, text),))
    return unit_targets(host, path, settings, tuple(settings.get(("Service", "ExecStart"), ())))


@pytest.fixture
def host(tmp_path):
    return folder_host(tmp_path, {"/usr/bin/k": "", "/usr/local/bin/k": "", "/opt/bin/l": ""})


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("/x/k -d", ("/x/k",)),
        ("@-/x/k /y/name", ("/x/k", "/y/name")),
        ("//x/./y/../k", ("/x/k",)),
        ("/x/a;b", ("/x/a;b", "/x/a")),  # the program, and what a shell would make of it
        (r"/x/a\x20b", ("/x/a b",)),
        ("/bin/sh -c '/x/k; /x/l -d'", ("/bin/sh", "/x/k", "/x/l")),
        ("/a ; -/b", ("/a", "/b")),
        ("k", ("/usr/local/bin/k",)),
        ("-k /y", ("/usr/local/bin/k", "/y")),
        ("/a ; k", ("/a", "/usr/local/bin/k")),
        ("nowhere", ()),
        ("%T/%p/%n", ("/tmp/u/u.service",)),
        ("/a > /b", ("/a", "/b")),  # systemd knows no redirections: an argument
        ("", ()),
    ],
)
def test_targets_are_the_program_and_the_paths_handed_to_it(host, command, found):
    assert targets(host, f"ExecStart={command}") == found


def test_where_a_service_starts_decides_what_it_names(host):
    lines = ("WorkingDirectory=-%T/.x", "ExecStart=/bin/sh -c './k -d'")
    assert targets(host, *lines) == ("/bin/sh", "/tmp/.x/k")


def test_what_is_run_below_another_root_is_named_there_too(host):
    assert targets(host, "RootDirectory=/tmp/r/", "ExecStart=/k") == ("/k", "/tmp/r/k")


def test_the_folders_that_are_searched_can_be_set(host):
    assert targets(host, "ExecSearchPath=/none:/opt/bin", "ExecStart=l") == ("/opt/bin/l",)


@pytest.mark.parametrize("folder", [".config/systemd/user", ".local/share/systemd/user"])
def test_a_unit_of_a_user_means_that_users_home(host, folder):
    path = f"/home/al/{folder}/u.service"
    assert targets(host, "ExecStart=%h/.k", path=path) == ("/home/al/.k",)


HOST = FolderHost("/nonexistent")


@given(st.lists(st.text(alphabet="/ab%ph;'\"\\x41 cd.=\0\udcff"), max_size=4))
def test_any_commands_have_absolute_targets(commands):
    lines = [f"ExecStart={one}" for one in commands]
    for target in targets(HOST, "WorkingDirectory=/a\0b", *lines):
        assert target.startswith("/")
