import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from rootout.collect import registry
from rootout.collect.registry import artifact, load_artifacts
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class Thing(Record):
    name: str


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """What a test registers is gone after it."""
    monkeypatch.setattr(registry, "_artifacts", dict(registry._artifacts))


def test_every_module_contributes_one():
    found = load_artifacts()
    assert list(found) == sorted(found)
    assert {"crontab", "processes", "referenced_files"} <= found.keys()
    for name, one in found.items():
        assert one.name == name
        assert one.function.__module__ == f"rootout.collect.artifacts.{name}"
        assert isinstance(sys.modules[one.function.__module__], ModuleType)


def test_the_record_type_is_read_from_the_annotation():
    @artifact(files=("/x",), attack=("T1",))
    def parse(file) -> Iterator[Gap | Thing]:
        """Things.

        And more.
        """

    found = registry._artifacts[__name__.rpartition(".")[2]]
    assert (found.record, found.summary, found.form) == (Thing, "Things.", "files")
    assert found.function is parse


def test_an_artifact_of_no_record_is_refused():
    def parse(file) -> Iterator[Gap]:
        """Nothing."""

    with pytest.raises(TypeError, match="annotate"):
        artifact(files=("/x",))(parse)
