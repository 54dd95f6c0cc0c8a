"""The incidents in the order of time: what was done when, as far as records have times."""

from collections.abc import Iterator
from typing import NamedTuple

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.auth_messages import AuthEvent
from rootout.correlate.chapters import moment
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.record import Record
from rootout.model.told import Told
from rootout.report.safe import safe


class Moment(NamedTuple):
    """One thing that happened, in seconds since 1970."""

    time: float
    what: str


def timeline_of(told: Told) -> tuple[Moment, ...]:
    """Return what happened to everything that belongs to an incident, the earliest first."""
    inside = frozenset(one for incident in told.incidents for one in incident.entities)
    found = {
        moment
        for record in told.evidence.records
        if inside.intersection(_subjects(record))
        for moment in _moments(record)
    }
    return tuple(sorted(found))


def timeline_text(told: Told) -> str:
    """Return one line for each moment, harmless for a terminal."""
    lines = [f"{moment(one.time)}  {safe(one.what)}" for one in timeline_of(told)]
    return "\n".join(lines) or "The case has no incident, so there is nothing to put in order."


def _subjects(record: Record) -> tuple[Entity, ...]:
    """Return what a record itself is about.

    Of a login that is the session and the address; root is in every incident, and its other
    logins are none of it. Of a made account it is the account.
    """
    if isinstance(record, AuthEvent) and record.event != "account_added":
        return tuple(one for one in record.entities() if one.kind in ("session", "address"))
    return record.entities()[:1]


def _moments(record: Record) -> Iterator[Moment]:
    if isinstance(record, AuthEvent):
        times = f" ({record.count} times)" if record.count > 1 else ""
        yield Moment(record.time, f"{record.program}: {record.message[:160]}{times}")
    elif isinstance(record, Process):
        program = record.executable or record.name
        yield Moment(record.started, f"process {record.pid} starts: {program}")
    elif isinstance(record, ReferencedFile):
        yield Moment(record.modified, f"written: {record.path}")
        if record.changed - record.modified > 1:
            yield Moment(record.changed, f"last changed (mode, owner, name): {record.path}")
    elif isinstance(record, ConfigurationLine) and not record.package:
        yield Moment(record.file_modified, f"{record.what}s last written: {record.origin.path}")
    elif isinstance(record, SystemdUnit):
        yield Moment(record.file_modified, f"unit last written: {record.origin.path}")
    elif isinstance(record, AuthorizedKey):
        yield Moment(record.file_modified, f"keys last written: {record.origin.path}")
    elif isinstance(record, Account):
        yield Moment(record.file_modified, f"accounts last written: {record.origin.path}")
