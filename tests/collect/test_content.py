"""What a file holds is told from its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.content import BEGINNING, HEAD, beginning_of, content_of


@pytest.mark.parametrize(
    ("head", "content"),
    [
        (b"", "empty"),
        (b"\x7fELF\2\1", "elf"),
        (b"#!/bin/sh\n", "script"),
        (b"# a comment\n", "text"),
        ("größer\n".encode(), "text"),
        (b"\x1b[31mred\n", "text"),
        (b"\x1f\x8b\x08\x00", "data"),
        (b"text" * HEAD + b"\0", "text"),
    ],
)
def test_content_is_told(head, content):
    assert content_of(head) == content


@given(st.binary())
def test_any_bytes_have_a_content(head):
    assert content_of(head) in ("elf", "script", "text", "data", "empty")


def test_a_grown_copy_begins_as_its_original() -> None:
    program = b"\x7fELF" + bytes(range(256)) * 40
    assert beginning_of(program[:BEGINNING]) == beginning_of((program + b"grown")[:BEGINNING])
    assert beginning_of(program[:BEGINNING]) is not None


@pytest.mark.parametrize("head", [b"", b"\x7fELF short", b"#!/bin/sh\n" + b"#" * 9000])
def test_scripts_and_small_files_have_no_beginning(head: bytes) -> None:
    assert beginning_of(head) is None
