from pathlib import Path

import pytest
from coverage import Coverage

from tools import check_coverage


def test_a_branch_that_no_test_takes_lowers_the_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "src/rootout/model/thing.py"
    module.parent.mkdir(parents=True)
    module.write_text("def choose(one):\n    if one:\n        return 1\n    return 2\n")
    monkeypatch.setattr(check_coverage, "LEAST", {"model": 100.0})
    data = str(tmp_path / ".coverage")
    coverage = Coverage(data_file=data, branch=True, source=[str(tmp_path)], config_file=False)
    with coverage.collect():
        space: dict[str, object] = {}
        exec(compile(module.read_text(), str(module), "exec"), space)
        space["choose"](True)  # type: ignore[operator]
    coverage.save()
    assert 0 < check_coverage.shares(data)["model"] < 100
