"""The pure stages are covered by branch; run after pytest --cov."""

import io
import sys

from coverage import Coverage

LEAST = {"model": 100.0, "detect": 100.0, "correlate": 100.0, "verify": 100.0, "respond": 98.0}


def shares(data_file: str = ".coverage") -> dict[str, float]:
    """Return the percentage of lines and branches that tests reach, by package."""
    coverage = Coverage(data_file=data_file)
    coverage.load()
    found = {}
    for package in LEAST:
        pattern = f"*/src/rootout/{package}/*"
        found[package] = coverage.report(include=[pattern], file=io.StringIO())
    return found


if __name__ == "__main__":
    low = [
        f"{package}: {share:.1f} % covered, at least {LEAST[package]} %"
        for package, share in shares().items()
        if share < LEAST[package]
    ]
    print("\n".join(low) or "the pure stages are covered")
    sys.exit(bool(low))
