from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.ld_preload import parse
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile

PATH = "/etc/ld.so.preload"


def libraries(data):
    return [one.library for one in parse(EvidenceFile(PATH, data))]


def test_libraries_are_split_at_blanks_and_colons():
    found = libraries(b"/a.so /b.so:/c.so\t/d.so\n/e.so:\0/f.so")
    assert found == [f"/{one}.so" for one in "abcdef"]


def test_names_hold_what_the_linker_of_glibc_takes_for_a_part_of_them():
    assert libraries(b"/a.so\r\n/b\x0bc.so") == ["/a.so\r", "/b\x0bc.so"]


def test_what_follows_a_hash_is_a_comment():
    assert libraries(b"# /a.so\n/b.so # /c.so\n\n") == ["/b.so"]


def test_a_relative_name_is_told_too():
    assert libraries(b"libhide.so") == ["libhide.so"]


def test_a_library_is_tied_to_its_file():
    (found,) = parse(EvidenceFile(PATH, b"/a.so"))
    assert list(found.ties()) == [Tie(Entity("file", PATH), "loads", Entity("file", "/a.so"))]


@given(st.binary())
def test_any_bytes_are_read(data):
    libraries(data)
