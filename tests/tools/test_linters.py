"""ruff and mypy, as pyproject.toml sets them up, catch what they are there to catch."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent

WRITING_COLLECTOR = '''"""A collector that changes what it looks at."""

from rootout.host.api import Host


def collect(host: Host) -> None:
    """Write to the host."""
    host.write("/etc/passwd", b"")
'''
READING_COLLECTOR = WRITING_COLLECTOR.replace('host.write("/etc/passwd", b"")', 'host.read("/x")')


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / tool), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_collector_that_writes_does_not_type_check(tmp_path: Path) -> None:
    for text, code in ((WRITING_COLLECTOR, 1), (READING_COLLECTOR, 0)):
        (tmp_path / "planted.py").write_text(text)
        done = run("mypy", "--cache-dir", str(tmp_path / "cache"), str(tmp_path / "planted.py"))
        assert done.returncode == code, done.stdout
        assert ('"Host" has no attribute "write"' in done.stdout) == bool(code)


@pytest.mark.parametrize(
    "planted",
    [
        "import os\n",  # no docstring, an unused import
        '"""Doc."""\n\n\ndef act(x):\n    """Act."""\n    return x\n',  # no types
        '"""Doc."""\n\nimport os\n\nos.system("ls")\n',  # a shell
        '"""Doc."""\n\nX = 1  # noqa\n',  # an ignore without a name
    ],
)
def test_ruff_refuses_what_is_not_our_style(tmp_path: Path, planted: str) -> None:
    (tmp_path / "planted.py").write_text(planted)
    config = str(ROOT / "pyproject.toml")
    assert run("ruff", "check", "--config", config, str(tmp_path)).returncode == 1


def test_ruff_refuses_another_format(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("x = [1,2]\n")
    config = str(ROOT / "pyproject.toml")
    assert run("ruff", "format", "--check", "--config", config, str(tmp_path)).returncode == 1
