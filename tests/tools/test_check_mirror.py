from pathlib import Path

from tools.check_mirror import unmirrored


def plant(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def test_a_file_without_its_test_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "src/rootout/host/new.py", "tests/host/test_other.py")
    assert unmirrored(tmp_path) == ["src/rootout/host/new.py: no test at tests/host/test_new.py"]


def test_mirrored_files_and_packages_pass(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "src/rootout/host/new.py",
        "tests/host/test_new.py",
        "src/rootout/__init__.py",
        "src/rootout/__main__.py",
        "tests/test_main.py",
    )
    assert unmirrored(tmp_path) == []
