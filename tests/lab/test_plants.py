"""Everything that a trained eye would find, planted alone and all together, is found and named."""

import pytest
from tests.lab.documents import Document, at_least, entities, listed
from tests.lab.planted import changes, launchers, live
from tests.lab.planted.tools import PLANTS, Plant
from tests.lab.server import Server

pytestmark = pytest.mark.lab
MODULES = (changes, launchers, live)  # each registers what it plants
NOTICED = "low"  # what only a person can judge is told, and never acted on


def test_there_are_enough_of_them() -> None:
    assert len(PLANTS) >= 35
    assert sum(one.is_live for one in PLANTS) >= 10


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.name)
def test_alone_it_is_found(server: Server, plant: Plant) -> None:
    name = plant.put(server)
    document = server.rootout("scan", "--json").json()
    assert _is_named(name, document), _told(document)


def test_together_all_are_found(server: Server) -> None:
    names = {plant.name: plant.put(server) for plant in PLANTS}
    document = server.rootout("scan", "--json").json()
    missed = {plant: name for plant, name in names.items() if not _is_named(name, document)}
    assert missed == {}, _told(document)


def _is_named(name: str, document: Document) -> bool:
    found = at_least(NOTICED, listed(document, "findings"))
    if name.startswith("pid:"):
        number = name.partition(":")[2]
        return any(
            key.startswith(f"{number}:") for kind, key in entities(*found) if kind == "process"
        )
    return any(key == name or key.startswith(f"{name}:") for _, key in entities(*found))


def _told(document: Document) -> str:
    return "\n".join(f"{one['severity']} {one['why']}" for one in listed(document, "findings"))
