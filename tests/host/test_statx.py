import errno
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from rootout.errors import RootoutError
from rootout.host import statx
from rootout.host.statx import look_at, stat_of

OLD = 1_500_000_000_987_654_321


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"some")
    os.chmod(path, 0o4751)
    os.utime(path, ns=(OLD + 1, OLD))
    yield path
    subprocess.run(["/usr/bin/chattr", "-ia", str(path)], check=False, capture_output=True)


def without_birth(seen):
    return replace(seen, born_ns=None, locks=0)


@pytest.mark.parametrize(
    "path", ["/", "/dev/null", "/proc/self/exe", "/proc/1/stat", "/etc/passwd", "/tmp"]
)
def test_the_kernel_says_what_the_library_says(path):
    asked, told = look_at(path), stat_of(os.lstat(path))
    assert replace(without_birth(asked), accessed_ns=0) == replace(told, accessed_ns=0)


def test_times_before_1970_and_nanoseconds_are_kept(file):
    os.utime(file, ns=(OLD, -5_000_000_001))
    assert without_birth(look_at(str(file))) == stat_of(os.lstat(file))


def test_birth_is_told_to_the_nanosecond(file):
    asked = subprocess.run(["/usr/bin/stat", "-c", "%.W", file], check=True, capture_output=True)
    born = look_at(str(file)).born_ns
    assert born is not None
    assert abs(born / 1e9 - float(asked.stdout)) < 0.001


@pytest.mark.parametrize(("mode", "locks"), [("+i", 0x10), ("+a", 0x20), ("+ia", 0x30)])
def test_locks_are_seen_without_opening_the_file(file, mode, locks):
    assert look_at(str(file)).locks == 0
    subprocess.run(["/usr/bin/chattr", mode, str(file)], check=True)
    assert look_at(str(file)).locks == locks


def test_a_name_is_looked_up_in_the_folder_that_is_held(file):
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        assert look_at("file", folder).inode == file.stat().st_ino
    finally:
        os.close(folder)


@pytest.mark.parametrize("name", ["gone", "a\0b"])
def test_what_is_not_there_is_said_with_its_name(name):
    with pytest.raises(FileNotFoundError) as caught:
        look_at(f"/etc/{name}")
    assert caught.value.filename == f"/etc/{name}"


def test_a_path_that_is_too_long_is_an_oserror():
    with pytest.raises(OSError, match="too long") as caught:
        look_at("/" + "x" * 5000)
    assert caught.value.errno == errno.ENAMETOOLONG


def test_threads_do_not_answer_one_another(tmp_path):
    places = [tmp_path / str(number) for number in range(8)]
    for place in places:
        place.write_bytes(b"x" * int(place.name))
    with ThreadPoolExecutor(8) as threads:
        for _ in range(50):
            sizes = threads.map(lambda place: look_at(str(place)).size, places)
            assert list(sizes) == list(range(8))


def refused():
    raise RootoutError("no", "no")


class Filtered:
    def call(self, *_):
        raise OSError(errno.EPERM, "filtered")


@pytest.mark.parametrize("way", [refused, Filtered])
def test_where_the_kernel_cannot_be_asked_directly_the_library_is(file, way, monkeypatch):
    monkeypatch.setattr(statx, "open_kernel", way)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        assert look_at("file", folder) == look_at(str(file)) == stat_of(os.lstat(file))
    finally:
        os.close(folder)
