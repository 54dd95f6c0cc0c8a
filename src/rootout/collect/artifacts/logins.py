"""Logins, logouts, boots and failed tries, from wtmp, btmp and utmp."""

import ipaddress
import struct
from collections.abc import Iterator
from typing import Literal

from rootout.collect.compressed import unpacked
from rootout.collect.registry import artifact
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

Event = Literal["login", "logout", "boot", "shutdown", "failed", "current"]

# utmp(5) on x86 and every other machine that kept 32-bit times; 400 bytes where times have 64.
SHORT = "hxxi32s4s32s256shhiii16s20x"
LONG = "hxxi32s4s32s256shhqqq16s20x4x"
GREATEST_KIND = 9  # ACCOUNTING
MOST_GAPS = 20
LIVE = frozenset(("/run/utmp", "/var/run/utmp"))
KINDS: dict[int, Event] = {1: "shutdown", 2: "boot", 6: "failed", 7: "login", 8: "logout"}


@value
class Login(Record):
    """One record of utmp(5)."""

    event: Event
    user: str
    terminal: str
    address: str  # remote host or address; empty for a local login
    pid: int
    time: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the account and the address."""
        account = (Entity("account", self.user),) if self.user else ()
        address = (Entity("address", self.address),) if self.address else ()
        return account + address


@artifact(
    files=("/var/log/wtmp*", "/var/log/btmp*", "/run/utmp", "/var/run/utmp"),
    attack=("T1078",),
)
def parse(file: EvidenceFile) -> Iterator[Login | Gap]:
    """Who logged in, from where and when, and who failed to."""
    data, reason = unpacked(file.data)
    if reason:
        yield _gap(file, "the compressed file is not read to its end", reason)
    form = _form(data)
    size = struct.calcsize(form)
    odd = 0
    for number in range(len(data) // size):
        raw = data[number * size : (number + 1) * size]
        fault = _fault(file, form, raw)
        if fault:
            odd += 1
            if odd <= MOST_GAPS:
                yield _gap(file, f"record {number + 1} is {fault}")
        elif login := _login(file, struct.unpack(form, raw), number + 1):
            yield login
    if odd > MOST_GAPS:
        yield _gap(file, f"{odd} records in all are zeroed or of no kind")
    if len(data) % size:
        yield _gap(file, f"{len(data) % size} bytes at the end are no record")


def _fault(file: EvidenceFile, form: str, raw: bytes) -> str | None:
    """Say what is wrong with a record; only utmp has free ones, of kind 0."""
    if not raw.strip(b"\0"):
        return "zeroed"
    (kind,) = struct.unpack_from(form[:2], raw)
    least = 0 if file.path in LIVE else 1
    return None if least <= kind <= GREATEST_KIND else "of no kind"


def _form(data: bytes) -> str:
    """Choose the layout and byte order in which most of the first records make sense."""
    forms = [order + shape for shape in (SHORT, LONG) for order in "<>"]
    return max(forms, key=lambda form: (_sense(form, data), len(data) % struct.calcsize(form) == 0))


def _sense(form: str, data: bytes) -> int:
    size = struct.calcsize(form)
    firsts = (data[start : start + size] for start in range(0, min(len(data), 8 * size), size))
    whole = (struct.unpack(form, raw) for raw in firsts if len(raw) == size)
    return sum(
        0 < row[0] <= GREATEST_KIND and 0 < row[9] < 1 << 33 and 0 <= row[10] < 10**6
        for row in whole
    )


def _login(file: EvidenceFile, row: tuple[object, ...], number: int) -> Login | None:
    kind, pid, line, _, user, host, _, _, _, seconds, micro, raw = row
    event = KINDS.get(int(str(kind)))
    if file.name.startswith("btmp"):
        event = "failed"
    elif file.path in LIVE and event == "login":
        event = "current"
    if event is None:
        return None
    return Login(
        origin=Origin(path=file.path, line=number, sha256=file.sha256),
        event=event,
        user=_text(user),
        terminal=_text(line),
        address=_address(bytes(raw) if isinstance(raw, bytes) else b"", _text(host)),
        pid=int(str(pid)),
        time=int(str(seconds)) + int(str(micro)) / 1e6,
    )


def _text(raw: object) -> str:
    data = raw if isinstance(raw, bytes) else b""
    return data.split(b"\0", 1)[0].decode(errors="surrogateescape")


def _address(raw: bytes, host: str) -> str:
    """Return ut_addr_v6 where it is set, IPv4 in its first four bytes; else the host as written."""
    if not raw.strip(b"\0"):
        return host
    if not raw[4:].strip(b"\0"):
        return str(ipaddress.IPv4Address(raw[:4]))
    return str(ipaddress.IPv6Address(raw))


def _gap(file: EvidenceFile, detail: str, reason: Reason = "malformed") -> Gap:
    return Gap(artifact="logins", path=file.path, reason=reason, detail=detail)
