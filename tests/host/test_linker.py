"""A library that nobody asked for stands out among those that were asked for."""

import struct

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


def test_everything_in_this_process_was_asked_for():
    assert unexpected_libraries(maps(), KERNEL.read_part) == ()


def test_preloaded_library_is_unexpected(tmp_path):
    library = str(preload.build(tmp_path))
    assert unexpected_libraries(maps() + line(library), KERNEL.read_part) == (library,)


def test_file_that_does_not_look_like_a_library_is_unexpected():
    for path in ("/memfd:x (deleted)", "/dev/shm/hide", "/tmp/a b.so"):
        assert unexpected_libraries(maps() + line(path), KERNEL.read_part) == (path,)


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
