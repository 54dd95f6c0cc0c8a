import os
import subprocess

import pytest

from rootout.host import attributes


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x")
    yield str(path)
    subprocess.run(["/usr/bin/chattr", "-ia", str(path)], check=False, capture_output=True)


def test_extended_attributes_are_given_and_taken(file):
    attributes.set_extended(file, (("user.a", "00ff"), ("user.b", "")))
    assert attributes.extended(file) == (("user.a", "00ff"), ("user.b", ""))
    attributes.set_extended(file, (("user.b", "61"),))
    assert attributes.extended(file) == (("user.b", "61"),)


def test_a_descriptor_does_as_well_as_a_path(file):
    descriptor = os.open(file, os.O_RDONLY)
    attributes.set_extended(descriptor, (("user.a", "61"),))
    attributes.set_flags(descriptor, attributes.flags(descriptor) | attributes.APPEND_ONLY)
    os.close(descriptor)
    assert attributes.extended(file) == (("user.a", "61"),)
    assert attributes.flags(file) & attributes.APPEND_ONLY


def test_attributes_of_what_a_link_leads_to_are_not_touched(file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(file)
    attributes.set_extended(file, (("user.a", "61"),))
    assert attributes.extended(str(link)) == ()
    attributes.set_extended(str(link), ())
    assert attributes.extended(file) == (("user.a", "61"),)


def test_the_immutable_flag_is_set_and_cleared(file):
    before = attributes.flags(file)
    attributes.set_flags(file, before | attributes.IMMUTABLE)
    with pytest.raises(PermissionError):
        os.unlink(file)
    attributes.set_flags(file, before)
    assert attributes.flags(file) == before
    os.unlink(file)


def test_flags_that_belong_to_the_file_system_are_left_alone(file):
    before = attributes.flags(file)
    attributes.set_flags(file, 0)
    assert attributes.flags(file) == before & ~attributes.CHANGEABLE


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.symlink("/etc/passwd", path)])
def test_only_files_and_folders_are_opened_for_their_flags(make, tmp_path):
    path = f"{tmp_path}/x"
    make(path)
    assert attributes.flags(path) == 0
    with pytest.raises(OSError, match="neither a file nor a folder"):
        attributes.set_flags(path, 0)


def test_a_path_that_is_gone_has_nothing(tmp_path):
    gone = f"{tmp_path}/gone"
    assert attributes.flags(gone) == 0
    assert attributes.extended(gone) == ()
