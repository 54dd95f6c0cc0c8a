"""Every source file has its test, at the same place in tests/."""

import sys
from pathlib import Path


def unmirrored(root: Path) -> list[str]:
    """Return the source files below `root`/src/rootout without a mirror in `root`/tests."""
    source, tests = root / "src/rootout", root / "tests"
    missing = []
    for path in sorted(source.rglob("*.py")):
        if path.name == "__init__.py":
            continue
        inside = path.relative_to(source)
        mirror = tests / inside.with_name(f"test_{path.stem.strip('_')}.py")
        if not mirror.exists():
            missing.append(f"{path.relative_to(root)}: no test at {mirror.relative_to(root)}")
    return missing


if __name__ == "__main__":
    problems = unmirrored(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(problems) or "every source file has its test")
    sys.exit(bool(problems))
