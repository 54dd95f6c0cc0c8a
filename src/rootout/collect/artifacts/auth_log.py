"""What sshd, sudo, su, login and useradd wrote to the authentication log."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rootout.collect.auth_messages import AuthEvent, event_of
from rootout.collect.compressed import unpacked
from rootout.collect.registry import artifact
from rootout.collect.syslog import parse_line
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Reason
from rootout.model.value import value

MOST_SINGLE = 20_000  # failures of one file that are told one by one, and then added up
LONGEST = 16_384  # bytes of one line; sshd and sudo write far less
MOST_GAPS = 20


@value
class LogEvent(AuthEvent):
    """One line of auth.log or secure."""


@artifact(
    files=("/var/log/auth.log*", "/var/log/secure*"),
    attack=("T1110", "T1078"),
)
def parse(file: EvidenceFile) -> Iterator[LogEvent | Gap]:
    """Logins, failures, sudo and account changes as the log tells them."""
    data, reason = unpacked(file.data)
    if reason:
        yield _gap(file, reason, "the compressed log is not read to its end")
    modified = file.stat.modified_ns / 1e9 if file.stat else 0.0
    torn = singles = 0
    flood = _Flood()
    for number, raw in enumerate(io.BytesIO(data), start=1):
        if not raw.strip():
            continue
        line = parse_line(raw.rstrip(b"\r\n"), modified) if len(raw) <= LONGEST else None
        if line is None:  # zeros too: a file system lost the end, or an intruder the beginning
            torn += 1
            if torn <= MOST_GAPS:
                yield _gap(file, "malformed", f"line {number} is no line of a log")
            continue
        event = event_of(LogEvent, line, Origin(path=file.path, line=number))
        if event and event.event == "failed":
            singles += 1
            if singles > MOST_SINGLE:
                flood.add(event)
                continue
        if event:
            yield event
    yield from flood.events()
    if flood.lost:
        yield _gap(file, "too_large", f"{flood.lost} failures of ever new addresses are left out")
    if torn > MOST_GAPS:
        yield _gap(file, "malformed", f"{torn} lines in all are no lines of a log")


class _Flood:
    """Failures beyond what is told one by one: those of the same address and user are one."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, str], LogEvent] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self.lost = 0

    def add(self, event: LogEvent) -> None:
        """Count `event`, which comes after all that were added before."""
        key = (event.address, event.user, event.method)
        if key not in self._last and len(self._last) >= MOST_SINGLE:
            self.lost += event.count
            return
        self._last[key] = event
        self._counts[key] += event.count

    def events(self) -> Iterator[LogEvent]:
        """Yield the last failure of each kind, with the number of all."""
        for key, event in self._last.items():
            yield replace(event, count=self._counts[key])


def _gap(file: EvidenceFile, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="auth_log", path=file.path, reason=reason, detail=detail)
