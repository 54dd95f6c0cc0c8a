"""A log is followed across all that becomes of it."""

from pathlib import Path

from rootout.weblog.tail import Tail


def test_lines_come_once_and_only_whole(tmp_path: Path) -> None:
    path = tmp_path / "log"
    tail = Tail(str(path))
    assert tail.poll() == []  # it is not there yet
    path.write_bytes(b"one\ntw")
    assert tail.poll() == ["one"]
    with path.open("ab") as log:
        log.write(b"o\nthree\n\xff\n")
    assert tail.poll() == ["two", "three", "\\xff"]
    assert tail.poll() == []
    tail.close()


def test_rotation_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("one\n")
    tail = Tail(str(path))
    assert tail.poll() == ["one"]
    with path.open("a") as log:
        path.rename(tmp_path / "log.1")
        log.write("two\n")
    assert tail.poll() == ["two"]  # between two rotations there is no log
    path.write_text("three\n")
    assert tail.poll() == ["three"]
    tail.close()


def test_truncated_log_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("one\ntwo\nhal")
    tail = Tail(str(path))
    assert tail.poll() == ["one", "two"]
    path.write_text("new\n")
    assert tail.poll() == ["new"]
    tail.close()
    tail.close()
