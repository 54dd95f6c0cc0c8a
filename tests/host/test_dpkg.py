"""What dpkg says is believed as far as dpkg itself wrote it, whatever the files hold."""

import os
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.packages import HOME, install, md5, put, stanza

from rootout.host.dpkg import MOST_GAPS, DpkgDatabase
from rootout.host.files import FileTree


@pytest.fixture
def root(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\nmessagebus:x:100:107::/:/bin/no\n")
    put(tmp_path, "/etc/group", b"root:x:0:\ncrontab:x:105:\nmessagebus:x:107:\n")
    install(tmp_path, "coreutils", {"/usr/bin": None, "/usr/bin/ls": b"ls"})
    return tmp_path


def opened(root):
    return DpkgDatabase(FileTree(str(root)))


def details(database):
    list(database.files())
    return [gap.detail for gap in database.gaps]


def test_owner_and_digest_of_a_packaged_file_are_known(root):
    database = opened(root)
    expected = database.expected("/usr/bin/ls")
    assert (expected.package, expected.algorithm) == ("coreutils", "md5")
    assert expected.digest == md5(b"ls")
    assert (expected.mode, expected.uid, expected.is_configuration) == (None, None, False)
    assert details(database) == []


def test_folders_and_the_root_are_owned_without_a_digest(root):
    assert opened(root).owner("/") == "coreutils"
    assert opened(root).owner("/usr/bin") == "coreutils"
    assert opened(root).expected("/usr/bin").digest is None


def test_file_of_nobody_has_no_owner(root):
    assert opened(root).owner("/usr/bin/evil") is None
    assert opened(root).expected("/usr/bin/evil") is None


def test_only_files_with_a_digest_are_listed(root):
    assert [path for path, _ in opened(root).files()] == ["/usr/bin/ls"]


def test_packages_are_told_with_version_and_kind(root):
    assert list(opened(root).packages()) == [("coreutils", "1.0-1", "amd64")]


def test_file_added_to_a_list_without_a_digest_is_owned_by_nobody(root):
    put(root, "/usr/lib/evil", b"evil")
    with (root / HOME / "info/coreutils.list").open("a") as listed:
        listed.write("/usr/lib/evil\n")
    assert opened(root).owner("/usr/lib/evil") is None
    assert opened(root).expected("/usr/lib/evil") is None


def test_digest_of_a_file_that_the_list_does_not_name_is_not_believed(root):
    put(root, "/usr/lib/evil", b"evil")
    with (root / HOME / "info/coreutils.md5sums").open("a") as sums:
        sums.write(f"{md5(b'evil')}  usr/lib/evil\n")
    assert opened(root).owner("/usr/lib/evil") is None


def test_list_of_a_package_that_dpkg_has_not_is_a_gap_and_owns_nothing(root):
    put(root, f"{HOME}/info/evil.list", b"/usr/lib/evil\n")
    put(root, f"{HOME}/info/evil.md5sums", f"{md5(b'')}  usr/lib/evil\n".encode())
    database = opened(root)
    assert database.owner("/usr/lib/evil") is None
    assert details(database) == ["evil.list lists the files of a package that dpkg has not"]


def test_link_in_a_list_stays_owned(root):
    install(root, "dash", {"/usr/bin/dash": b"dash", "/usr/bin/sh": None})
    os.symlink("dash", root / "usr/bin/sh")
    assert opened(root).owner("/usr/bin/sh") == "dash"


@pytest.mark.parametrize("listed", ["/bin/cat", "/usr/bin/cat"])
def test_both_names_of_a_merged_folder_mean_the_same_file(root, listed):
    os.symlink("usr/bin", root / "bin")
    install(root, "cat", {listed: b"cat"})
    database = opened(root)
    assert database.expected("/bin/cat") == database.expected("/usr/bin/cat")
    assert database.owner("/bin/cat") == "cat"


def test_folders_that_are_not_merged_are_kept_apart(root):
    install(root, "cat", {"/bin/cat": b"cat"})
    assert opened(root).owner("/bin/cat") == "cat"
    assert opened(root).owner("/usr/bin/cat") is None


def test_package_of_several_kinds_is_read_under_its_kind(root):
    install(root, "libc6", {"/usr/lib/libc.so": b"so"}, name="libc6:amd64")
    database = opened(root)
    assert database.owner("/usr/lib/libc.so") == "libc6"
    assert database.expected("/usr/lib/libc.so").digest == md5(b"so")
    assert details(database) == []


def test_configuration_is_known_by_the_status_file(root):
    listed = {"/etc/a": md5(b"a"), "/etc/b c": md5(b"b"), "/etc/old": f"{md5(b'o')} obsolete"}
    listed["/etc/gone"] = f"{md5(b'g')} obsolete remove-on-upgrade"
    install(root, "conf", dict.fromkeys(listed, b"changed"), conffiles=listed)
    database = opened(root)
    for path, digest in listed.items():
        expected = database.expected(path)
        assert expected.is_configuration
        assert expected.digest == digest[:32]
    assert {path for path, _ in database.files()} == {"/usr/bin/ls", *listed}
    assert details(database) == []


def test_configuration_that_only_the_package_names_has_no_digest(root):
    install(root, "conf", {"/etc/a": b"a"}, conffiles={"/etc/a": "newconffile"})
    put(root, "/etc/b", b"b")
    put(root, f"{HOME}/info/conf.conffiles", b"/etc/a\nremove-on-upgrade /etc/b\n")
    with (root / HOME / "info/conf.list").open("a") as listed:
        listed.write("/etc/b\n")
    database = opened(root)
    for path in ("/etc/a", "/etc/b"):
        assert database.owner(path) == "conf"
        assert database.expected(path).is_configuration
        assert database.expected(path).digest is None


def test_broken_configuration_line_is_a_gap(root):
    install(root, "conf", {}, conffiles={"/etc/a": "no digest"})
    assert details(opened(root)) == ["no configuration file of conf: /etc/a no digest"]


def test_diverted_file_is_expected_where_it_was_moved(root):
    install(root, "bash", {"/usr/bin/sh": b"bash"})
    put(root, f"{HOME}/diversions", b"/usr/bin/sh\n/usr/bin/sh.distrib\ndash\n")
    install(root, "dash", {"/usr/bin/sh": b"dash"})
    database = opened(root)
    assert database.expected("/usr/bin/sh.distrib").digest == md5(b"bash")
    assert database.expected("/usr/bin/sh").digest == md5(b"dash")
    assert database.owner("/usr/bin/sh") == "dash"


def test_local_diversion_moves_the_file_of_every_package(root):
    put(root, f"{HOME}/diversions", b"/usr/bin/ls\n/usr/bin/ls.real\n:\n")
    database = opened(root)
    assert database.owner("/usr/bin/ls") is None
    assert database.owner("/usr/bin/ls.real") == "coreutils"


def test_diversion_that_is_cut_short_is_a_gap(root):
    put(root, f"{HOME}/diversions", b"/usr/bin/ls\n/usr/bin/ls.real\n")
    assert details(opened(root)) == ["the last diversion is cut short"]


def test_override_says_mode_and_owner(root):
    put(root, f"{HOME}/statoverride", b"root crontab 2755 /usr/bin/ls\n#7 #8 4754 /usr/bin\n")
    database = opened(root)
    expected = database.expected("/usr/bin/ls")
    assert (expected.mode, expected.uid, expected.gid) == (0o2755, 0, 105)
    folder = database.expected("/usr/bin")
    assert (folder.mode, folder.uid, folder.gid) == (0o4754, 7, 8)


def test_override_of_an_unknown_user_says_the_mode_only(root):
    put(root, f"{HOME}/statoverride", b"nobody root 755 /usr/bin/ls\n")
    expected = opened(root).expected("/usr/bin/ls")
    assert (expected.mode, expected.uid, expected.gid) == (0o755, None, 0)


@pytest.mark.parametrize("line", ["root root 999 /x", "root root 755", "root root ٧٥٥ /x", "\0"])
def test_broken_override_is_a_gap(root, line):
    put(root, f"{HOME}/statoverride", line.encode() + b"\n")
    assert details(opened(root)) == [f"no override: {line}"]


@pytest.mark.parametrize("line", ["zz  usr/x", "d41d8cd98f00b204e9800998ecf8427e", "x" * 5000])
def test_broken_digest_is_a_gap(root, line):
    put(root, f"{HOME}/info/coreutils.md5sums", line.encode() + b"\n")
    assert details(opened(root)) == [f"no digest in: {line[:60]}"]


def test_escaped_name_of_md5sum_is_read(root):
    install(root, "unit", {"/lib/a\\x2db": b"unit"})
    put(root, f"{HOME}/info/unit.md5sums", f"\\{md5(b'unit')}  ./lib/a\\\\x2db\n".encode())
    assert opened(root).expected("/lib/a\\x2db").digest == md5(b"unit")


def test_flood_of_broken_lines_is_told_once_and_in_short(root):
    put(root, f"{HOME}/info/coreutils.md5sums", b"x\n" * 5000)
    assert len(details(opened(root))) == MOST_GAPS


def test_half_installed_package_is_a_gap_and_its_files_are_not_judged(root):
    install(root, "half", {"/usr/bin/half": b"half"}, state="install reinstreq half-installed")
    database = opened(root)
    assert [path for path, _ in database.files()] == ["/usr/bin/ls"]
    assert database.owner("/usr/bin/half") == "half"
    assert details(database) == ["half is half installed: its files are not judged"]


def test_removed_package_keeps_its_configuration_only(root):
    install(
        root,
        "gone",
        {"/etc/gone": b"c"},
        state="deinstall ok config-files",
        conffiles={"/etc/gone": md5(b"c")},
    )
    database = opened(root)
    assert database.owner("/etc/gone") == "gone"
    assert [name for name, _, _ in database.packages()] == ["coreutils"]


def test_package_that_is_not_installed_owns_nothing(root):
    with (root / HOME / "status").open("a") as status:
        status.write(stanza("never", state="purge ok not-installed"))
    assert [name for name, _, _ in opened(root).packages()] == ["coreutils"]
    assert details(opened(root)) == []


def test_package_without_a_list_is_a_gap(root):
    with (root / HOME / "status").open("a") as status:
        status.write(stanza("lost"))
    assert details(opened(root)) == ["there is no list of the files of lost"]


def test_name_of_a_package_cannot_lead_out_of_the_database(root):
    put(root, "/evil.list", b"/usr/lib/evil\n")
    with (root / HOME / "status").open("a") as status:
        status.write(stanza("../../../../evil"))
    database = opened(root)
    assert database.owner("/usr/lib/evil") is None
    (told,) = details(database)
    assert told.startswith("no package in: Package: ../../../../evil")


def test_unreadable_parts_are_gaps(root):
    (root / HOME / "status").unlink()
    (root / HOME / "info/coreutils.list").unlink()
    os.mkfifo(root / HOME / "status")
    database = opened(root)
    assert list(database.files()) == []
    assert [(gap.path, gap.reason) for gap in database.gaps] == [
        ("/var/lib/dpkg/status", "malformed")
    ]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    part=st.sampled_from(
        ["status", "diversions", "statoverride", "info/coreutils.list", "info/coreutils.md5sums"]
    ),
    data=st.binary(max_size=300) | st.text("\n /ab\\\0 :#0-9Packge", max_size=300).map(str.encode),
)
def test_any_bytes_are_read_without_an_error(root, part, data):
    place = root / HOME / part
    kept = place.read_bytes() if place.exists() else None
    place.write_bytes(data)
    try:
        database = opened(root)
        for path, expected in database.files():
            assert database.owner(path) is not None
            assert len(expected.digest) == 32
        list(database.packages())
        database.expected("/usr/bin/ls")
    finally:
        place.unlink() if kept is None else place.write_bytes(kept)


def test_hundred_thousand_paths_stay_small(root):
    names = {
        f"/usr/share/package-with-a-name/folder/{number:06}.extension" for number in range(10**5)
    }
    sums = "".join(f"{number:032x}  {path[1:]}\n" for number, path in enumerate(names))
    put(root, f"{HOME}/info/big.list", "".join(f"{path}\n" for path in names).encode())
    put(root, f"{HOME}/info/big.md5sums", sums.encode())
    with (root / HOME / "status").open("a") as status:
        status.write(stanza("big"))
    names.clear()
    tracemalloc.start()
    try:
        database = opened(root)
        assert database.owner("/usr/share/package-with-a-name/folder/000007.extension") == "big"
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 30 * 1024 * 1024
