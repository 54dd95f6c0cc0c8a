"""A case goes out whole, to one person if need be, and never over another file."""

import io
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pyrage
import pytest

from rootout.errors import RootoutError
from rootout.workflow.export import export, new_file


def case(tmp_path: Path) -> SimpleNamespace:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "format").write_text("rootout case 1\n")
    return SimpleNamespace(path=folder)


def test_archive_is_plain_without_a_recipient(tmp_path: Path) -> None:
    out = io.BytesIO()
    assert export(case(tmp_path), out) == 1  # type: ignore[arg-type]
    out.seek(0)
    with tarfile.open(fileobj=out) as archive:
        assert "case/format" in archive.getnames()


def test_only_the_recipient_reads_it(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    out = io.BytesIO()
    export(case(tmp_path), out, str(identity.to_public()))  # type: ignore[arg-type]
    assert out.getvalue().startswith(b"age-encryption.org/v1")
    plain = io.BytesIO(pyrage.decrypt(out.getvalue(), [identity]))
    with tarfile.open(fileobj=plain) as archive:
        assert "case/format" in archive.getnames()


def test_what_is_no_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(RootoutError, match="no public key"):
        export(case(tmp_path), io.BytesIO(), "age1nonsense")  # type: ignore[arg-type]


def test_file_that_is_there_is_kept_and_a_new_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    with new_file(path) as out:
        out.write(b"x")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(RootoutError, match="there already"), new_file(path):
        pass
    with pytest.raises(RootoutError, match="cannot be written"), new_file(tmp_path / "no/a"):
        pass
