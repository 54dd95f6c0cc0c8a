"""The person who runs rootout: their own processes, terminal and way in, never to be harmed."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

MOST_PARENTS = 64


@value
class Operator(Record):
    """The chain of processes from rootout up to process 1 (exclusive)."""

    processes: tuple[str, ...]  # keys `pid:start_ticks`, rootout itself first
    login_uid: int | None
    claimed_address: str  # SSH_CONNECTION of any of them: a claim, to be checked with a socket

    def entities(self) -> tuple[Entity, ...]:
        """Return the processes."""
        return tuple(Entity("process", key) for key in self.processes)


@artifact(form="live")
def collect(host: Host) -> Iterator[Operator | Gap]:
    """The operator's own session: rootout, its shell, their sshd, up to process 1."""
    pid = int(host.target("/proc/self"))
    keys: list[str] = []
    address = ""
    while pid > 1 and len(keys) < MOST_PARENTS:
        try:
            fields = host.read(f"/proc/{pid}/stat").data.rpartition(b")")[2].split()
            parent, ticks = int(fields[1]), int(fields[19])
        except (OSError, ValueError, IndexError) as error:
            # What is known of the operator still counts: it is what keeps them from harm.
            detail = f"the operator's own processes are not all known: {error}"
            path = f"/proc/{pid}/stat"
            yield Gap(artifact="operator", path=path, reason="missing", detail=detail)
            break
        keys.append(f"{pid}:{ticks}")
        address = address or _ssh_address(host, pid)
        pid = parent
    uid = _login_uid(host)
    yield Operator(
        origin=Origin(path="/proc/self"),
        processes=tuple(keys),
        login_uid=uid,
        claimed_address=address,
    )


def _ssh_address(host: Host, pid: int) -> str:
    try:
        variables = host.read(f"/proc/{pid}/environ").data.split(b"\0")
    except OSError:
        return ""
    for variable in variables:
        if variable.startswith(b"SSH_CONNECTION="):
            words = variable.partition(b"=")[2].split()
            return words[0].decode(errors="surrogateescape") if words else ""
    return ""


def _login_uid(host: Host) -> int | None:
    try:
        uid = int(host.read("/proc/self/loginuid").data)
    except (OSError, ValueError):
        return None
    return None if uid == 0xFFFFFFFF else uid
