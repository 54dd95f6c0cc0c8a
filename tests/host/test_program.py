import hashlib
import os
from pathlib import Path

import pytest

from rootout.errors import RootoutError
from rootout.host import program
from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.host.program import TrustedPrograms


class Packages:
    """Vouches for one path with one digest."""

    def __init__(self, digests: dict[str, str]) -> None:
        self.digests = digests

    def expected(self, path: str) -> ExpectedFile | None:
        digest = self.digests.get(path)
        return ExpectedFile(package="p", algorithm="md5", digest=digest) if digest else None


def script(folder: Path, text: str, *, genuine: bool = True) -> tuple[TrustedPrograms, str]:
    path = folder / "tool"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    real = os.path.realpath(path)
    digest = hashlib.md5(path.read_bytes()).hexdigest() if genuine else "0" * 32
    return TrustedPrograms(FileTree("/"), Packages({real: digest})), str(path)  # type: ignore[arg-type]


def test_a_genuine_program_is_run_with_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/tmp")
    programs, path = script(tmp_path, "cat; env | grep -c LD_; echo $1; exit 3")
    done = programs.run((path,), ("a; b",), b"in ")
    assert (done.code, done.output, done.errors) == (3, b"in 0\na; b\n", b"")


def test_a_changed_program_is_never_run(tmp_path: Path) -> None:
    programs, path = script(tmp_path, f"touch {tmp_path}/ran", genuine=False)
    with pytest.raises(RootoutError, match="no trustworthy tool"):
        programs.run((path,), ())
    assert not (tmp_path / "ran").exists()


def test_a_program_of_no_package_is_never_run(tmp_path: Path) -> None:
    programs, _ = script(tmp_path, "true")
    (tmp_path / "other").write_text("#!/bin/sh\n")
    assert programs.find((f"{tmp_path}/other", f"{tmp_path}/absent")) is None


def test_the_first_genuine_one_is_taken(tmp_path: Path) -> None:
    programs, path = script(tmp_path, "true")
    assert programs.find((f"{tmp_path}/absent", path)) == path


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "SECONDS", 0.2)
    programs, path = script(tmp_path, "exec sleep 20")
    with pytest.raises(RootoutError, match="did not end"):
        programs.run((path,), ())
