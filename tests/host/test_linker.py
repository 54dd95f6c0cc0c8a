"""A library that nobody asked for stands out among those that were asked for."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import preload

from rootout.host.linker import Library, mapped_programs, parse_library, unexpected_libraries
from rootout.host.syscall import open_kernel

KERNEL = open_kernel()


def maps() -> bytes:
    return KERNEL.read_file("/proc/self/maps", 1 << 24)


def line(path: str, access: str = "r-xp") -> bytes:
    return f"7f0000000000-7f0000001000 {access} 00000000 08:01 1234    {path}\n".encode()


def unexpected(*planted: str) -> list[str]:
    """Ask a fresh interpreter, with these libraries said to be in its memory."""
    code = (
        "import sys\n"
        "from tests.host.test_linker import KERNEL, line, maps\n"
        "from rootout.host.linker import unexpected_libraries\n"
        "whole = maps() + b''.join(map(line, sys.argv[1:]))\n"
        "print(*unexpected_libraries(whole, KERNEL.read_part), sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *planted],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


def test_everything_in_a_fresh_process_was_asked_for():
    assert unexpected() == [""]


def test_preloaded_library_is_unexpected(tmp_path):
    library = str(preload.build(tmp_path))
    assert unexpected(library) == [library]


@pytest.mark.parametrize("path", ["/memfd:x (deleted)", "/dev/shm/hide", "/tmp/a b.so"])
def test_file_that_does_not_look_like_a_library_is_unexpected(path):
    assert unexpected(path) == [path]


def test_second_library_of_a_known_name_is_unexpected(tmp_path):
    libc = next(path for path in mapped_programs(maps()) if "/libc" in path and ".so" in path)
    twin = tmp_path / "twin.so"
    with open(libc, "rb") as file:
        twin.write_bytes(file.read())
    assert str(twin) in unexpected_libraries(maps() + line(str(twin)), KERNEL.read_part)


def test_data_and_anonymous_memory_are_no_programs():
    data = line("/usr/lib/locale/locale-archive", "r--p") + line("[vdso]") + b"7f00-7f01 rwxp 0 0 0"
    assert mapped_programs(data) == ()


def test_needed_libraries_are_read(tmp_path):
    with open(preload.build(tmp_path), "rb") as file:
        data = file.read()
    library = parse_library(lambda offset, size: data[offset : offset + size])
    assert library == Library(name=None, needed=("libc.so.6",))


@given(st.binary(max_size=400), st.integers(0, 120))
def test_any_bytes_are_refused_or_parsed(data, length):
    whole = b"\x7fELF\x02\x01".ljust(32, b"\0") + struct.pack("<Q", length) + data
    for candidate in (data, whole):
        try:
            parse_library(lambda offset, size, text=candidate: text[offset : offset + size])
        except (ValueError, struct.error):
            continue


@given(st.binary())
def test_any_maps_are_parsed(data):
    assert all(path.startswith("/") for path in mapped_programs(data))
