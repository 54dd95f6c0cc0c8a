"""Every regular file is looked at once, whatever lies beside it."""

import io
import os
import tarfile
import zipfile

from rootout.webshell.files import MOST_BYTES, candidates, paths, read


def test_links_fifos_and_second_names_are_left_out(tmp_path):
    (tmp_path / "a.php").write_text("<?php")
    os.link(tmp_path / "a.php", tmp_path / "b.php")
    (tmp_path / "link").symlink_to(tmp_path / "a.php")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/x").write_text("x")
    (tmp_path / "empty").touch()
    assert list(paths((tmp_path,))) == [str(tmp_path / "a.php")]
    assert list(paths((tmp_path / "a.php",))) == [str(tmp_path / "a.php")]


def test_names_that_are_no_text_are_found(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\n.php"
    with open(name, "w") as file:
        file.write("x")
    assert list(paths((tmp_path,))) == [os.fsdecode(name)]


def test_long_files_are_read_from_both_ends(tmp_path):
    path = tmp_path / "long"
    path.write_bytes(b"a" + bytes(MOST_BYTES) + b"z")
    data = read(str(path))
    assert data[0] == ord("a")
    assert data[-1] == ord("z")
    assert len(data) <= MOST_BYTES + 1


def test_archives_are_looked_into(tmp_path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/x.php", "<?php")
    assert [one.path for one in candidates(str(packed))] == [str(packed), f"{packed}!in/x.php"]
    rolled = tmp_path / "a.tgz"
    with tarfile.open(rolled, "w:gz") as archive:
        member = tarfile.TarInfo("x.php")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"<?php"))
    assert [one.data for one in candidates(str(rolled))][1:] == [b"<?php"]


def test_broken_archives_are_files_only(tmp_path):
    for number, data in enumerate((b"PK\x03\x04no", b"\x1f\x8bno", b"BZhno")):
        path = tmp_path / str(number)
        path.write_bytes(data)
        assert [one.data for one in candidates(str(path))] == [data]
