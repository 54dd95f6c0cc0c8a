"""Files that records point at are described once, with their links, scripts and owners."""

import errno
import hashlib
import os
import threading

import pytest
from tests import records
from tests.packages import install, md5, put

from rootout.collect.artifacts import referenced_files as module
from rootout.collect.artifacts.referenced_files import ReferencedFile, collect
from rootout.host.folder import FolderHost
from rootout.model.evidence import Evidence
from rootout.model.record import Gap


@pytest.fixture
def root(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\n")
    install(tmp_path, "dash", {"/bin/sh": b"\x7fELF sh", "/usr/bin/worker": b"\x7fELF w"})
    return tmp_path


def collected(root, *found, host=None):
    return list(collect(host or FolderHost(str(root)), Evidence(found)))


def described(root, *found):
    items = collected(root, *found)
    assert all(isinstance(one, ReferencedFile) for one in items), items
    return {one.path: one for one in items}


def test_packaged_program_of_a_process_is_trusted_and_not_hashed_again(root):
    process = records.process()
    (one,) = described(root, process).values()
    assert (one.path, one.package, one.is_intact) == ("/usr/bin/worker", "dash", True)
    assert (one.content, one.sha256, one.is_trusted) == ("elf", None, True)
    assert one.referenced_by == (process.id,)


def test_changed_packaged_program_is_hashed_and_not_trusted(root):
    put(root, "/usr/bin/worker", b"#!/bin/sh\n")
    (one,) = described(root, records.process()).values()
    assert (one.package, one.is_intact, one.is_trusted) == ("dash", False, False)
    assert one.sha256 == hashlib.sha256(b"#!/bin/sh\n").hexdigest()
    assert one.content == "script"


def test_unowned_program_is_described_in_full(root):
    job = records.cron_job("/usr/lib/.x/k")
    put(root, "/usr/lib/.x/k", b"\x7fELF k", mode=0o777)
    (one,) = described(root, job).values()
    assert one.sha256 == hashlib.sha256(b"\x7fELF k").hexdigest()
    assert (one.package, one.is_intact, one.size, one.mode) == (None, None, 6, 0o777)
    assert one.is_hidden
    assert one.is_executable
    assert one.is_writable_by_others
    assert not one.is_temporary


def test_deleted_and_memory_only_programs_are_left_to_the_process(root):
    gone = [records.process(is_deleted=True), records.process(101, in_memory=True)]
    assert described(root, *gone) == {}


def test_script_in_the_arguments_of_an_interpreter_is_described(root):
    put(root, "/opt/run.py", b"print()")
    process = records.process(arguments=("python3", "-u", "/opt/run.py", "relative"))
    assert described(root, process)["/opt/run.py"].referenced_by == (process.id,)


def test_arguments_inside_another_root_are_not_ours(root):
    put(root, "/opt/run.py", b"print()")
    process = records.process(arguments=("x", "/opt/run.py"), root_directory="/srv/jail")
    assert list(described(root, process)) == ["/usr/bin/worker"]


def test_file_under_several_names_is_described_once_with_all_who_name_it(root):
    put(root, "/opt/k", b"\x7fELF")
    os.symlink("/opt/k", root / "usr/bin/link")
    jobs = [records.cron_job("/opt/k"), records.cron_job("/usr/bin/link")]
    (one,) = (file for path, file in described(root, *jobs).items() if path == "/opt/k")
    assert one.aliases == ("/usr/bin/link",)
    assert one.referenced_by == tuple(sorted(job.id for job in jobs))


def test_missing_targets_are_skipped(root):
    assert collected(root, records.cron_job("/usr/lib/.x/gone")) == []
    put(root, "/opt/file", b"x")
    assert "/opt/file/below" not in described(root, records.cron_job("/opt/file/below"))


def test_scripts_are_followed_to_the_third_depth(root):
    for number in range(1, 6):
        put(root, f"/opt/{number}", b"#!/bin/sh\n/opt/%d\n" % (number + 1), mode=0o755)
    found = described(root, records.cron_job("/opt/1"))
    assert sorted(found) == ["/opt/1", "/opt/2", "/opt/3"]
    assert found["/opt/1"].mentions == ("/opt/2",)
    assert found["/opt/2"].referenced_by == ()


def test_scripts_that_name_each_other_end(root):
    put(root, "/opt/a", b"#!/bin/sh\n/opt/b\n/opt/a\n", mode=0o755)
    put(root, "/opt/b", b"#!/bin/sh\n/opt/a\n", mode=0o755)
    found = described(root, records.cron_job("/opt/a"))
    assert {path: one.mentions for path, one in found.items()} == {
        "/opt/a": ("/opt/b",),
        "/opt/b": ("/opt/a",),
    }


def test_script_names_only_what_it_may_start(root):
    put(root, "/var/log/app.log", b"log")
    put(root, "/root/.ssh/authorized_keys", b"ssh-ed25519 AAAA")
    put(root, "/srv/data", b"data")
    put(root, "/srv/sourced", b"x=1")
    put(root, "/tmp/kept", b"data")
    text = b"""#!/bin/sh
    echo >>/var/log/app.log; cat /srv/data /root/.ssh/authorized_keys >/dev/null
    . /srv/sourced
    /usr/bin/worker /tmp/kept /tmp/gone /usr/lib/.x/gone /usr/lib/gone
    """
    put(root, "/opt/run", text, mode=0o755)
    found = described(root, records.cron_job("/opt/run"))["/opt/run"].mentions
    assert found == ("/srv/sourced", "/tmp/kept", "/tmp/gone", "/usr/lib/.x/gone")


def test_swept_files_have_nobody_who_points_at_them(root):
    put(root, "/tmp/.x/k", b"\x7fELF")
    (one,) = described(root).values()
    assert (one.path, one.referenced_by, one.is_temporary) == ("/tmp/.x/k", (), True)


def test_padded_program_is_described_with_a_gap_instead_of_a_hash(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_HASHED", 1000)
    os.truncate(put(root, "/tmp/k", b"\x7fELF"), 2000)
    gap, one = collected(root)
    assert (one.path, one.content, one.sha256) == ("/tmp/k", "elf", None)
    assert (gap.path, gap.reason) == ("/tmp/k", "too_large")


def test_padded_packaged_program_is_not_trusted(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_HASHED", 1000)
    os.truncate(root / "usr/bin/worker", 2000)
    one = next(one for one in collected(root, records.process()) if not isinstance(one, Gap))
    assert (one.package, one.is_intact, one.is_trusted) == ("dash", False, False)


def test_large_data_is_not_hashed_and_no_gap(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_HASHED_DATA", 10)
    put(root, "/srv/disk", b"\0" * 100)
    one = described(root, records.process(arguments=("vm", "/srv/disk")))["/srv/disk"]
    assert (one.content, one.sha256) == ("data", None)


def test_pipes_devices_and_folders_are_described_and_never_opened(root):
    os.mkfifo(root / "opt-pipe")
    (root / "opt").mkdir()
    found = described(root, records.process(arguments=("x", "/opt-pipe", "/opt")))
    assert found["/opt-pipe"].content == "fifo"
    assert found["/opt"].content == "directory"


def test_links_round_in_a_circle_are_a_gap(root):
    os.symlink("loop", root / "loop")
    (gap,) = collected(root, records.cron_job("/loop"))
    assert (gap.path, gap.reason) == ("/loop", "malformed")


def test_changed_configuration_file_is_not_intact(root):
    install(root, "conf", {"/etc/x": b"edited"}, conffiles={"/etc/x": md5(b"shipped")})
    one = described(root, records.process(arguments=("x", "/etc/x")))["/etc/x"]
    assert (one.package, one.is_intact) == ("conf", False)


class Slow(FolderHost):
    """A host whose /net never answers until it is let go."""

    def __init__(self, root):
        super().__init__(root)
        self.answer = threading.Event()

    def resolve(self, path):
        if path.startswith("/net"):
            self.answer.wait(20)
            raise OSError(errno.EIO, "gone", path)
        return super().resolve(path)


def test_server_of_files_that_does_not_answer_holds_nobody(root, monkeypatch):
    monkeypatch.setattr(module, "FILE_SECONDS", 0.05)
    host = Slow(str(root))
    found = collected(root, records.cron_job("/net/x"), records.process(), host=host)
    host.answer.set()
    gap, one = found
    assert (gap.path, gap.reason) == ("/net/x", "timeout")
    assert one.path == "/usr/bin/worker"


def test_what_is_not_seen_in_time_is_a_gap_and_the_rest_is_told(root, monkeypatch):
    monkeypatch.setattr(module, "ALL_SECONDS", -1.0)
    (gap,) = collected(root, records.process())
    assert (gap.path, gap.reason) == ("/usr/bin/worker", "timeout")


@pytest.mark.parametrize(
    "path", ["/a\0b", "/" + "x" * 5000, "relative", "/" + "x" * 300, "/\udcff"]
)
def test_strange_paths_are_no_trouble(root, path):
    items = collected(root, records.cron_job("/x", targets=(path,)))
    assert all(isinstance(one, Gap) for one in items)
