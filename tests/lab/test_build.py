"""The base is built once, whole or not at all, and its absence is a reason or a failure."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.lab import build as lab


def test_ci_and_a_wish_make_the_lab_required(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "ROOTOUT_REQUIRE_LAB"):
        monkeypatch.delenv(name, raising=False)
    assert not lab.is_required()
    monkeypatch.setenv("CI", "true")
    assert lab.is_required()
    monkeypatch.setenv("CI", "false")
    monkeypatch.setenv("ROOTOUT_REQUIRE_LAB", "1")
    assert lab.is_required()


def test_a_machine_without_the_tools_says_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "systemd-nspawn" in (lab.missing() or "")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert lab.missing() == "the lab needs root"


def test_the_base_is_built_once_for_one_script(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = _script(tmp_path, 'mkdir -p "$1/root"; echo ran >> "$0.count"')
    monkeypatch.setattr(lab, "SCRIPT", script)
    first = lab.build(tmp_path / "cache")
    assert lab.build(tmp_path / "cache") == first
    assert first.root.is_dir()
    assert script.with_suffix(".sh.count").read_text() == "ran\n"
    script.write_text(script.read_text() + "# changed\n")
    assert lab.build(tmp_path / "cache") != first


def test_two_runs_at_once_build_once(tmp_path: Path) -> None:
    script = _script(tmp_path, 'mkdir -p "$1/root"; sleep 0.3; echo ran >> "$0.count"')
    program = (
        "import sys; from pathlib import Path; from tests.lab import build\n"
        f"build.SCRIPT = Path({str(script)!r}); build.build(Path({str(tmp_path / 'cache')!r}))"
    )
    here = Path(__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", program], cwd=here) for _ in range(2)]
    assert [process.wait(20) for process in running] == [0, 0]
    assert script.with_suffix(".sh.count").read_text() == "ran\n"


def test_a_build_that_fails_leaves_nothing_that_looks_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        lab, "SCRIPT", _script(tmp_path, 'mkdir -p "$1/root"; echo no mirror; exit 1')
    )
    with pytest.raises(RuntimeError, match="no mirror"):
        lab.build(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("base-*/"))


def _script(folder: Path, body: str) -> Path:
    script = folder / "script.sh"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    return script
