import os

import pytest
from tests.collect.folders import folder_host

from rootout.collect import patterns
from rootout.collect.patterns import expand, home_of, homes, residents


def test_stars_match_hidden_and_hostile_names(tmp_path):
    names = {".hidden", "new\nline", "\udcff", "[x]", "a b"}
    host = folder_host(tmp_path, {f"/etc/cron.d/{name}": "" for name in names})
    assert set(expand(host, ("/etc/cron.d/*",))) == {f"/etc/cron.d/{name}" for name in names}


def test_only_regular_files_are_named_links_followed_inside(tmp_path):
    host = folder_host(tmp_path, {"/etc/d/file": "", "/etc/d/folder": None})
    os.mkfifo(tmp_path / "etc/d/fifo")
    (tmp_path / "etc/d/link").symlink_to("/etc/d/file")
    (tmp_path / "etc/d/out").symlink_to("/../../../bin/sh")
    (tmp_path / "etc/d/pipe").symlink_to("fifo")
    assert expand(host, ("/etc/d/*",)) == ("/etc/d/file", "/etc/d/link")


def test_a_home_with_letters_of_patterns_is_taken_by_the_letter(tmp_path):
    passwd = "\n".join(
        f"u{number}:x:1:1::{home}:/bin/sh"
        for number, home in enumerate(
            ["/home/[e]vil", "/home/*", "/", "relative", "/h/\udcff", "/h/\n"]
        )
    )
    files = {f"{home}/.k": "" for home in ("/home/[e]vil", "/home/evil", "", "/h/\udcff", "/root")}
    host = folder_host(tmp_path, {"/etc/passwd": passwd, **files})
    assert set(expand(host, ("~/.k",))) == {"/root/.k", "/home/[e]vil/.k", "/.k", "/h/\udcff/.k"}


def test_homes_are_those_of_passwd_and_roots(tmp_path):
    host = folder_host(tmp_path, {"/etc/passwd": "a:x:1:1::/a:/bin/sh\nb:x:1:1::/b\nc:x\n"})
    assert homes(host) == ("/root", "/a", "/b")
    assert homes(folder_host(tmp_path / "none", {"/etc": None})) == ("/root",)


def test_a_home_is_roots_or_the_first_accounts(tmp_path):
    rows = (
        "a:x:1:1::/srv/:",
        "b:x:1:1::/srv:",
        "toor:x:0:0::/r:",
        "root:x:0:0::/r:",
        "c:x:1:1::/:",
    )
    host = folder_host(tmp_path, {"/etc/passwd": "\n".join(rows)})
    assert residents(host) == {"/root": "root", "/r": "root", "/srv": "a", "/": "c"}


def test_whose_home_a_file_was_found_in_is_known():
    known = {"/root": "root", "/srv/[a]": "a", "/": "daemon"}
    patterns = ("/srv/*/x", "~/.x", "~/.d/*/y")
    assert home_of("/srv/[a]/.x", patterns, known) == ("/srv/[a]", "a")
    assert home_of("/root/.d/\udcff/y", patterns, known) == ("/root", "root")
    assert home_of("/.x", patterns, known) == ("/", "daemon")
    assert home_of("/srv/[a]/x", patterns, known) is None
    assert home_of("/other/.x", patterns, known) is None


def test_a_folder_of_two_names_is_read_once(tmp_path):
    host = folder_host(tmp_path, {"/run/utmp": "", "/var": None})
    (tmp_path / "var/run").symlink_to("/run")
    assert expand(host, ("/run/utmp", "/var/run/utmp")) == ("/run/utmp",)


def test_two_links_to_one_file_are_two_files(tmp_path):
    host = folder_host(tmp_path, {"/x": "", "/etc/cron.d": None})
    for name in "ab":
        (tmp_path / "etc/cron.d" / name).symlink_to("/x")
    assert expand(host, ("/etc/cron.d/*",)) == ("/etc/cron.d/a", "/etc/cron.d/b")


@pytest.mark.parametrize("count", [3, 4])
def test_what_is_too_much_is_said(count, tmp_path, monkeypatch):
    monkeypatch.setattr(patterns, "MOST_FILES", 3)
    host = folder_host(tmp_path, {f"/d/{number}": "" for number in range(count)})
    missed = []
    assert len(expand(host, ("/d/*",), missed.append)) == 3
    assert len(missed) == count - 3


def test_a_loop_is_told_and_a_missing_folder_is_not(tmp_path):
    host = folder_host(tmp_path, {"/d": None})
    (tmp_path / "d/loop").symlink_to("loop")
    (tmp_path / "round").symlink_to("round")
    missed = []
    assert expand(host, ("/d/*", "/round/*", "/none/*", "/d/*/x"), missed.append) == ()
    assert {error.filename for error in missed} == {"/d/loop", "/round", "/d/loop/x"}
