"""What a lab server sees as /opt/rootout: the project's source, and the packages it needs."""

import compileall
import shutil
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("click", "msgspec", "yaml", "_yaml", "tree_sitter", "tree_sitter_php", "yara_x")
SOURCE = Path(__file__).parents[2] / "src" / "rootout"


def stage(folder: Path) -> Path:
    """Fill `folder` and return it. Byte code is made here: the server sees it read-only."""
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{name} is not installed beside the tests")
        _copy(Path(spec.origin).parent, folder / name)
    _copy(SOURCE, folder / "rootout")
    compileall.compile_dir(folder, quiet=2)
    return folder


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
