"""What tests ask of the JSON documents that rootout prints."""

from collections.abc import Iterable

SEVERITIES = ("informational", "low", "medium", "high", "critical")
Document = dict[str, object]


def listed(document: Document, name: str) -> list[Document]:
    """Return a list of objects from a document. Raises AssertionError where there is none."""
    found = document[name]
    assert isinstance(found, list), f"{name}: {found!r}"
    return found


def entities(*holders: Document) -> set[tuple[str, str]]:
    """Return kind and key of every entity that incidents or findings name."""
    return {
        (f"{one['kind']}", f"{one['key']}") for each in holders for one in listed(each, "entities")
    }


def pids(named: Iterable[tuple[str, str]]) -> set[int]:
    """Return the pids among entities."""
    return {int(key.partition(":")[0]) for kind, key in named if kind == "process"}


def at_least(severity: str, findings: list[Document]) -> list[Document]:
    """Return the findings that are as bad as `severity`, or worse."""
    bar = SEVERITIES.index(severity)
    return [one for one in findings if SEVERITIES.index(f"{one['severity']}") >= bar]
