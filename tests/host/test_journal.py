"""journalctl is asked for logins only, and of another machine's files by our own."""

import errno
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from rootout.errors import RootoutError
from rootout.host.folder import FolderHost
from rootout.host.journal import PROGRAMS, ask_journal, read_journal


def host(root: Path) -> FolderHost:
    folder = root / "var/log/journal/0123"
    folder.mkdir(parents=True)
    (folder / "system.journal").write_bytes(b"x")
    (folder / "notes").write_bytes(b"x")
    return FolderHost(str(root))


def answering(code: int, output: bytes, errors: bytes = b""):
    return SimpleNamespace(
        run=lambda *_, **__: SimpleNamespace(code=code, output=output, errors=errors)
    )


def test_live_journal_is_asked_through_the_genuine_program(tmp_path):
    assert ask_journal(host(tmp_path), answering(0, b"{}")) == b"{}"  # type: ignore[arg-type]


def test_no_genuine_program_and_an_error_of_it_are_told(tmp_path):
    def refuse(*_: object, **__: object) -> None:
        raise RootoutError("no trustworthy journalctl is on this host", "hint")

    tree = host(tmp_path)
    with pytest.raises(OSError, match="no trustworthy"):
        ask_journal(tree, SimpleNamespace(run=refuse))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="broken"):
        ask_journal(tree, answering(1, b"", b"it is\nbroken"))  # type: ignore[arg-type]


def test_server_without_a_journal_has_none(tmp_path):
    empty = FolderHost(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        ask_journal(empty, answering(0, b""))  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        read_journal(empty)


def test_files_of_another_machine_are_read_by_name(tmp_path):
    asked: list[list[str]] = []

    def run(argv: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(argv)
        return subprocess.CompletedProcess(argv, 0, b"{}", b"")

    assert read_journal(host(tmp_path), run) == b"{}"
    assert asked[0][0] == PROGRAMS[0]
    assert asked[0][1] == f"--file={tmp_path}/var/log/journal/0123/system.journal"
    assert not any("notes" in word for word in asked[0])


def test_machine_without_journalctl_says_so(tmp_path):
    def run(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "journalctl")

    with pytest.raises(OSError, match="journalctl"):
        read_journal(host(tmp_path), run)
