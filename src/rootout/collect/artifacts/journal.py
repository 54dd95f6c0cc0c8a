"""What the systemd journal has of logins, failures, sudo and changes of accounts."""

import json
from collections.abc import Iterator
from dataclasses import replace

from rootout.collect.auth_messages import AuthEvent, event_of
from rootout.collect.registry import artifact
from rootout.collect.syslog import SyslogLine
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.evidence import Evidence
from rootout.model.record import Gap, Origin
from rootout.model.value import value

PLACE = "/var/log/journal"
MOST_BYTES = 64 * 1024 * 1024
NEAR = 2  # seconds between the same message in a log and in the journal


@value
class JournalEvent(AuthEvent):
    """One message of the journal that no log has."""


@artifact(form="follow_up", attack=("T1110", "T1078"))
def collect(host: Host, evidence: Evidence) -> Iterator[JournalEvent | Gap]:
    """Logins, failures, sudo and account changes that only the journal tells."""
    try:
        data = host.journal()
    except FileNotFoundError:
        return  # a server without a journal has its logs
    except OSError as error:
        detail = error.strerror or str(error)
        yield Gap(artifact="journal", path=PLACE, reason=reason_of(error), detail=detail)
        return
    known = _Known(evidence)
    torn = 0
    for number, raw in enumerate(data[:MOST_BYTES].split(b"\n"), start=1):
        if not raw:
            continue
        line = _line(raw)
        if line is None:
            torn += 1
            continue
        event = event_of(JournalEvent, line, Origin(path=PLACE, line=number))
        if event and not known.has(event):
            yield event
    if torn:
        detail = f"{torn} messages are not what journalctl writes"
        yield Gap(artifact="journal", path=PLACE, reason="malformed", detail=detail)


class _Known:
    """The events that a log has told already."""

    def __init__(self, evidence: Evidence) -> None:
        self._seen = {_key(one, int(one.time)) for one in evidence.of(AuthEvent)}

    def has(self, event: AuthEvent) -> bool:
        """Say whether a log has the event, give or take a second or two."""
        seconds = range(int(event.time) - NEAR, int(event.time) + NEAR + 1)
        nameless = replace(event, pid=0)  # rsyslog leaves the number out where it is in brackets
        return any(
            _key(one, second) in self._seen for second in seconds for one in (event, nameless)
        )


def _key(event: AuthEvent, second: int) -> tuple[int, int, str]:
    return second, event.pid, event.message


def _line(raw: bytes) -> SyslogLine | None:
    """Read one object of `journalctl -o json`; a message that is no UTF-8 is a list of bytes."""
    try:
        said = json.loads(raw)
        message = said["MESSAGE"]
        if isinstance(message, list):
            message = bytes(message).decode(errors="surrogateescape")
        pid = str(said.get("SYSLOG_PID") or said.get("_PID") or "0")
        return SyslogLine(
            time=int(said["__REALTIME_TIMESTAMP"]) / 1e6,
            program=str(said.get("SYSLOG_IDENTIFIER") or ""),
            pid=int(pid) if pid.isascii() and pid.isdigit() and len(pid) < 11 else 0,
            message=str(message),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
