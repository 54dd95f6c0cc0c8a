"""Whatever starts programs or grants rights, and is found, can be taken out alone and put back."""

from functools import cache

import pytest
from tests.collect.golden import cases, plant
from tests.respond.fake_kernel import FakeServer, Kernel
from tests.respond.picture import picture

from rootout.case.blobs import Blobs
from rootout.collect.registry import load_artifacts
from rootout.collect.runner import collect
from rootout.model.configuration import ConfigurationLine
from rootout.model.incident import Incident
from rootout.respond.executor import carry_out, take_back
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal
from rootout.respond.planner import plan_for
from rootout.respond.stages import actions_of

GUARD = Guard(Protected())


@cache
def kinds() -> frozenset[str]:
    """Return the artifacts whose records are lines or files to take out."""
    found = load_artifacts()
    return frozenset(one for one in found if issubclass(found[one].record, ConfigurationLine))


def lines(host, artifact):
    found = collect(host, only=frozenset((artifact,)))
    return found, found.of(ConfigurationLine)


def incident_of(line):
    return Incident(
        id="1",
        title="",
        severity="high",
        entities=(line.subject(),),
        links=(),
        findings=(),
        chapters=(),
        first_cause=None,
        unknown=(),
    )


def said(records, path):
    """Return the lines of one file: what an include led to goes with it."""
    return sorted(one.text for one in records if one.origin.path == path)


@pytest.mark.parametrize(
    "case", [one for one in cases() if one.parent.name in kinds()], ids=lambda one: one.parent.name
)
def test_each_line_goes_alone_and_comes_back(case, tmp_path):
    plant(case, tmp_path / "root")
    host = FakeServer(str(tmp_path / "root"), Kernel())
    evidence, found = lines(host, case.parent.name)
    before = picture(str(tmp_path / "root"))
    assert found
    for number, line in enumerate(found):
        plan = plan_for("case", (incident_of(line),), evidence, GUARD)
        assert plan.steps
        journal = Journal(tmp_path / f"journal{number}.jsonl")
        vault = Blobs(tmp_path / f"blobs{number}")
        actions = actions_of(plan.steps)
        results = list(carry_out(actions, host, vault, journal, GUARD))
        assert {one.state for one in results} == {"verified"}, results
        path, left = line.origin.path, lines(host, case.parent.name)[1]
        assert said(left, path) == [one for one in said(found, path) if one != line.text]
        assert {one.state for one in take_back(journal, host, vault)} == {"undone"}
        journal.close()
        assert picture(str(tmp_path / "root")) == before
