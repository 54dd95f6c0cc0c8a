from pathlib import Path

from tools.check_size import problems


def tree(root: Path, source: str, tests: str) -> list[str]:
    for name, text in (("src/rootout/a.py", source), ("tests/test_a.py", tests)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return problems(root)


def function(lines: int) -> str:
    return "def act():\n" + "    x = 1\n" * (lines - 1)


def test_small_files_with_more_tests_pass(tmp_path: Path) -> None:
    assert tree(tmp_path, function(5), function(9)) == []


def test_a_long_file_is_named(tmp_path: Path) -> None:
    (found, *_) = tree(tmp_path, "x = 1\n" * 401, "x = 1\n" * 401)
    assert found == "src/rootout/a.py: 401 lines, at most 400"


def test_a_long_function_is_named(tmp_path: Path) -> None:
    (found,) = tree(tmp_path, function(60), function(100))
    assert found == "src/rootout/a.py:1: act has 60 lines, at most 45"


def test_many_middling_functions_are_too_many(tmp_path: Path) -> None:
    found = tree(tmp_path, function(40) * 2, "x = 1\n" * 300)
    assert "one function in ten is longer than 30 lines" in found


def test_large_files_on_the_whole_are_too_large(tmp_path: Path) -> None:
    found = tree(tmp_path, "x = 1\n" * 200, "x = 1\n" * 300)
    assert found == ["the median file has 200 lines, at most 110"]


def test_too_few_tests_are_told(tmp_path: Path) -> None:
    (found,) = tree(tmp_path, "x = 1\n" * 10, "x = 1\n")
    assert found == "0.10 test lines for each source line, at least 1.0"
