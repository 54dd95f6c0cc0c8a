"""A machine by hand, on which processes are started by events."""

from tests.machine import Machine

from rootout.host.process_event import Started

BOOTED = 1_000_000


def machine() -> Machine:
    made = Machine()
    made.views = {"listing": frozenset()}
    made.files["/proc/stat"] = f"cpu 1\nbtime {BOOTED}\n".encode()
    made.files["/etc/passwd"] = b"root:x:0:0::/root:/bin/bash\nwww-data:x:33:33::/var/www:/x\n"
    made.now = lambda: float(BOOTED)
    return made


def install(made: Machine, path: str, inode: int, package: str | None = None) -> None:
    """Put a program on the machine."""
    made.stats[path] = (1, inode)
    if package:
        made.packages.owners[path] = package


def start(pid: int, program: str, inode: int, *arguments: str, **changes) -> Started:
    """Return the event of a start of an installed program."""
    event = Started(
        pid=pid, start_ticks=pid * 10, time_ns=pid * 10**8, uid=0, effective_uid=0, device=1,
        inode=inode, filename=program, interpreter=program, name=program.rpartition("/")[2],
        arguments=(program, *arguments),
    )  # fmt: skip
    return event._replace(**changes)
