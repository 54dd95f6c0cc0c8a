"""Logs become blocks of whole lines, and no line is lost."""

import gzip
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.weblog.request import LONGEST_LINE
from rootout.weblog.sources import blocks, opened, text_of
from rootout.weblog.unpacking import Damaged


def lines(path: Path, size: int) -> list[tuple[int, str]]:
    return [
        (block.line + place, line)
        for block in blocks(opened(str(path)), size)
        for place, line in enumerate(block.text.split("\n"))
    ]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_lines_are_numbered_and_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\n\ntwo\x0b\x85\r\nlast")
    assert lines(path, size) == [(1, "one"), (2, ""), (3, "two\x0b\\x85"), (4, "last")]


def test_an_empty_log_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"")
    assert lines(tmp_path / "log", 10) == []


def test_bytes_that_are_no_text_are_shown(tmp_path: Path) -> None:
    assert text_of(b"\xff\0a\rb\r\n\r") == "\\xff\\x00a\rb\n"


def test_memory_is_bounded_on_a_log_without_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 5 * LONGEST_LINE + b"\nlast\n")
    found = list(blocks(opened(str(path)), LONGEST_LINE))
    assert max(len(block.text) for block in found) < 10 * LONGEST_LINE
    text = "\n".join(block.text for block in found)
    assert text.endswith("\nlast")


def test_a_damaged_log_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n")[:-3])
    found = blocks(opened(str(path)))
    assert next(found).text == "one\ntwo"
    with pytest.raises(Damaged):
        next(found)


def test_standard_input_is_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"one\n"))))
    assert [block.text for block in blocks(opened("-"))] == ["one"]


def test_a_log_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(RootoutError):
        opened(str(tmp_path / "missing"))


@given(st.lists(st.binary().filter(lambda line: b"\n" not in line and b"\r" not in line)))
def test_no_line_is_lost(tmp_path_factory: pytest.TempPathFactory, wanted: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    path.write_bytes(b"".join(b"x" + line + b"\n" for line in wanted))
    found = lines(path, 5)
    assert [line for _, line in found] == [text_of(b"x" + line) for line in wanted]
    assert [number for number, _ in found] == list(range(1, len(wanted) + 1))
