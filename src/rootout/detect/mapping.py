"""What the log sources and fields that Sigma rules name are here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter

from rootout.collect.artifacts.processes import Process
from rootout.collect.registry import load_artifacts
from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.evidence import Evidence
from rootout.model.file_event import FileEvent
from rootout.model.record import Record
from rootout.model.value import value

NOT_CONTENT = frozenset(("origin", "id", "artifact"))


@value
class Row:
    """What a rule looks at: a record, and a process's parent where it is known."""

    record: Record
    parent: Process | None = None


Getter = Callable[[Row], object]


@value
class Source:
    """A log source: the fields that a rule may name, and the rows it is run over."""

    fields: Mapping[str, Getter]
    rows: Callable[[Evidence], Iterator[Row]]

    def texts(self, row: Row) -> tuple[object, ...]:
        """Return everything a row says, for keywords."""
        found: list[object] = []
        for getter in self.fields.values():
            content = getter(row)
            found.extend(content if isinstance(content, tuple) else (content,))
        return tuple(found)


def source_of(logsource: Mapping[str, object]) -> Source:
    """Return what a rule's `logsource` means. Raises ValueError where we have no such thing."""
    product, service = logsource.get("product", "linux"), logsource.get("service")
    category = logsource.get("category")
    if product != "linux":
        raise ValueError(f"the product '{product}' is not supported")
    if service is None and category == "process_creation":
        return Source(fields=PROCESS_CREATION, rows=_processes_with_parents)
    if service is None and category == "file_event":
        return Source(fields=FILE_EVENT, rows=_files_that_came)
    kind = _record_types().get(str(category))
    if service != "rootout" or kind is None:
        raise ValueError(f"the log source '{service or category}' is not supported")
    return Source(fields=_fields_of(kind), rows=lambda evidence: _rows(evidence, kind))


def _rows(evidence: Evidence, kind: type[Record]) -> Iterator[Row]:
    """Yield the records of a kind; of lines, those that no package vouches for."""
    for record in evidence.of(kind):
        if not (isinstance(record, ConfigurationLine) and record.package):
            yield Row(record=record)


@cache
def _record_types() -> dict[str, type[Record]]:
    """Return the kinds of records by category; `launcher` is everything that starts programs."""
    found: dict[str, type[Record]] = {"launcher": Launcher, "setting": ConfigurationLine}
    return found | {name: artifact.record for name, artifact in load_artifacts().items()}


def _fields_of(kind: type[Record]) -> dict[str, Getter]:
    """Return the fields and properties of a record type, and the place it was read at."""
    names = {field.name for field in fields(kind)}
    names |= {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    names = (names - NOT_CONTENT) | {"origin.path", "origin.line"}
    return {name: attrgetter(f"record.{name}") for name in sorted(names)}


def _of_parent(name: str) -> Getter:
    return lambda row: getattr(row.parent, name) if row.parent else None


def _processes_with_parents(evidence: Evidence) -> Iterator[Row]:
    processes = {process.key: process for process in evidence.of(Process)}
    for process in processes.values():
        yield Row(record=process, parent=processes.get(process.parent or ""))


def _files_that_came(evidence: Evidence) -> Iterator[Row]:
    processes = {process.key: process for process in evidence.of(Process)}
    for event in evidence.of(FileEvent):
        if event.change != "deleted":
            yield Row(record=event, parent=processes.get(event.process or ""))


# Sysmon's names, as the public rules for Linux use them.
PROCESS_CREATION: Mapping[str, Getter] = {
    "Image": attrgetter("record.executable"),
    "CommandLine": attrgetter("record.command_line"),
    "CurrentDirectory": attrgetter("record.working_directory"),
    "ProcessId": attrgetter("record.pid"),
    "User": attrgetter("record.user"),
    "LogonId": attrgetter("record.login_uid"),
    "ParentImage": _of_parent("executable"),
    "ParentCommandLine": _of_parent("command_line"),
    "ParentProcessId": _of_parent("pid"),
    "ParentUser": _of_parent("user"),
}

# The same for files: who made a file, or wrote to it, and which.
FILE_EVENT: Mapping[str, Getter] = {
    "TargetFilename": attrgetter("record.path"),
    "Image": attrgetter("record.executable"),
    "CommandLine": attrgetter("record.command_line"),
    "ProcessId": attrgetter("record.pid"),
    "User": attrgetter("record.user"),
}
