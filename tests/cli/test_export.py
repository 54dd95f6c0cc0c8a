"""`rootout export` writes one archive."""

import tarfile
from pathlib import Path

from tests.cli.run import run
from tests.workflow.server import infected


def test_case_is_one_archive(tmp_path: Path) -> None:
    infected(tmp_path / "root")
    run("scan", "--root", str(tmp_path / "root"), "--case", str(tmp_path / "case"))
    target = tmp_path / "a.tar.gz"
    result = run("export", str(tmp_path / "case"), "-o", str(target))
    assert result.exit_code == 0
    with tarfile.open(target) as archive:
        names = archive.getnames()
    assert {"case/MANIFEST.sha256", "case/evidence.sqlite", "case/format"} <= set(names)
    assert run("export", str(tmp_path / "case"), "-o", str(target)).exit_code != 0


def test_archive_can_go_through_a_pipe(tmp_path: Path) -> None:
    infected(tmp_path / "root")
    run("scan", "--root", str(tmp_path / "root"), "--case", str(tmp_path / "case"))
    result = run("export", str(tmp_path / "case"), "-o", "-")
    assert result.stdout_bytes[:2] == b"\x1f\x8b"
