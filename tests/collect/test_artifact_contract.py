"""What holds for every artifact, whoever writes it."""

import os
from dataclasses import replace

import pytest
from tests.collect.golden import cases, plant, said

from rootout.collect.registry import load_artifacts
from rootout.collect.runner import collect
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap

ARTIFACTS = load_artifacts()
OF_FILES = [name for name, one in ARTIFACTS.items() if one.form != "live"]
# What they compare is only there on a running machine.
NEEDS_A_MACHINE = frozenset(("hidden_files", "journal"))


@pytest.mark.parametrize("artifact", ARTIFACTS.values(), ids=lambda one: one.name)
def test_each_says_in_one_line_what_it_reads(artifact):
    assert artifact.summary.endswith(".")
    assert artifact.record.__doc__
    assert artifact.record.__module__ == artifact.function.__module__
    assert bool(artifact.files) == (artifact.form == "files")
    assert all(pattern.startswith(("/", "~/")) for pattern in artifact.files)


@pytest.mark.parametrize("name", [one for one in OF_FILES if one not in NEEDS_A_MACHINE])
def test_each_has_an_example(name):
    assert [case for case in cases() if case.parent.name == name]


@pytest.mark.parametrize("case", cases(), ids=lambda one: f"{one.parent.name}-{one.name}")
def test_an_example_is_read_as_expected(case, tmp_path):
    found = said(plant(case, tmp_path / "root"), case.parent.name)
    expected = case / "expected.jsonl"
    if os.environ.get("WRITE_EXPECTED"):  # then read the difference, line by line
        expected.write_text("".join(f"{line}\n" for line in found))
    assert found == expected.read_text().splitlines()


@pytest.mark.parametrize("case", cases(), ids=lambda one: f"{one.parent.name}-{one.name}")
def test_records_are_named_by_what_they_say_and_tell_of_entities(case, tmp_path):
    evidence = collect(plant(case, tmp_path / "root"))
    for record in evidence.records:
        assert record.id == replace(record, seen=record.seen + 1).id
        assert all(isinstance(one, Entity) and one.key for one in record.entities())
        ties = tuple(record.ties())
        assert all(isinstance(one, Tie) and one.source.key and one.target.key for one in ties)
    assert not [gap for gap in evidence.gaps if gap.reason == "crashed"]
    assert all(isinstance(gap, Gap) for gap in evidence.gaps)
