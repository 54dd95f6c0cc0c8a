"""An archive holds the whole case, and proves itself to sha256sum."""

import io
import subprocess
import tarfile
from pathlib import Path

from rootout.case.archive import MANIFEST, write_archive


def case(tmp_path: Path) -> Path:
    folder = tmp_path / "20261123T000000Z-lab-0000"
    (folder / "blobs/ab").mkdir(parents=True)
    (folder / "format").write_text("rootout case 1\n")
    (folder / "blobs/ab/abcd.z").write_bytes(b"kept")
    (folder / "lock").touch()
    (folder / "link").symlink_to("/etc/passwd")
    return folder


def test_manifest_is_what_sha256sum_checks(tmp_path: Path) -> None:
    folder = case(tmp_path)
    out = io.BytesIO()
    assert write_archive(folder, out) == 2
    out.seek(0)
    with tarfile.open(fileobj=out) as archive:
        assert archive.getnames() == [
            f"{folder.name}/{name}" for name in (MANIFEST, "blobs/ab/abcd.z", "format")
        ]
    (tmp_path / "out").mkdir()
    unpack = ["tar", "-xz", "-C", str(tmp_path / "out")]
    subprocess.run(unpack, input=out.getvalue(), check=True)
    done = subprocess.run(
        ["sha256sum", "-c", MANIFEST],
        cwd=tmp_path / "out" / folder.name,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = case(tmp_path)
    first, second = io.BytesIO(), io.BytesIO()
    write_archive(folder, first)
    write_archive(folder, second)
    assert first.getvalue() == second.getvalue()
