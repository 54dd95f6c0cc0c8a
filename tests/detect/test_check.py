"""What is true of every check."""

from importlib import import_module
from pathlib import Path

import pytest

from rootout.detect.check import load_checks
from rootout.model.attack import TECHNIQUES
from rootout.model.evidence import Evidence

TESTS = Path(__file__).parent / "checks"
SOURCE = Path(__file__).parents[2] / "src" / "rootout" / "detect" / "checks"


def test_every_module_is_a_check_with_a_summary():
    checks = load_checks()
    assert list(checks) == sorted(file.stem for file in SOURCE.glob("[!_]*.py"))
    assert all(check.summary.endswith(".") for check in checks.values())


@pytest.mark.parametrize("name", load_checks())
def test_check_says_why_it_is_made_and_is_tested_both_ways(name):
    module = import_module(f"rootout.detect.checks.{name}")
    assert (module.__doc__ or "").count("\n") >= 2
    text = (TESTS / f"test_{name}.py").read_text()
    assert "_is_found" in text
    assert "_is_left_alone" in text


@pytest.mark.parametrize("name", load_checks())
def test_check_names_only_pinned_techniques(name):
    named = {word.strip("\"'(),") for word in (SOURCE / f"{name}.py").read_text().split()}
    assert {one for one in named if one.startswith("T1")} <= TECHNIQUES.keys()


def test_nothing_is_found_where_nothing_was_seen():
    for check in load_checks().values():
        assert list(check.judge(Evidence(()))) == []
