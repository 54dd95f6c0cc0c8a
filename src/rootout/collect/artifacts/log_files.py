"""The logs that an intruder would clean: whether they are there, empty, or have holes."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

RECORDS = {"/var/log/wtmp": 384, "/var/log/btmp": 384}  # bytes of a record: utmp(5)
TEXTS = (
    "/var/log/auth.log",
    "/var/log/secure",
    "/var/log/syslog",
    "/var/log/messages",
    "/var/log/cron",
    "/var/log/cron.log",
    "/var/log/maillog",
    "/var/log/audit/audit.log",
    "/var/log/lastlog",
)
MOST = 64 * 1024 * 1024  # bytes of a log of records that are looked through


@value
class LogFile(Record):
    """One log as a file; `zeroed` counts records of zeros that others follow."""

    size: int
    kind: str  # file, link, character, ...
    target: str  # of a link
    zeroed: int
    is_rotated: bool  # older ones lie beside it
    file_modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the log."""
        return (Entity("file", self.origin.path),)


@artifact(form="tree", attack=("T1070.002",))
def collect(host: Host) -> Iterator[LogFile | Gap]:
    """Logs of logins and of the system: whether somebody has emptied or holed them."""
    for path in (*RECORDS, *TEXTS):
        try:
            stat = host.stat(path)
            target = host.target(path) if stat.kind == "link" else ""
            zeroed = _zeroed(host, path) if stat.kind == "file" else 0
        except FileNotFoundError:
            continue
        except OSError as error:
            detail = error.strerror or ""
            yield Gap(artifact="log_files", path=path, reason=reason_of(error), detail=detail)
            continue
        yield LogFile(
            origin=Origin(path=path),
            size=stat.size,
            kind=stat.kind,
            target=target,
            zeroed=zeroed,
            is_rotated=_is_rotated(host, path),
            file_modified=stat.modified_ns / 1e9,
        )


def _zeroed(host: Host, path: str) -> int:
    """Count records of zeros before the last real one: a lost tail is a crash's, not a person's."""
    size = RECORDS.get(path)
    if size is None:
        return 0
    data = host.head(path, MOST)
    rows = [data[at : at + size] for at in range(0, len(data) - size + 1, size)]
    while rows and not rows[-1].strip(b"\0"):
        rows.pop()
    return sum(not row.strip(b"\0") for row in rows)


def _is_rotated(host: Host, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    try:
        return any(one.startswith((f"{name}.", f"{name}-")) for one in host.names(folder))
    except OSError:
        return False
