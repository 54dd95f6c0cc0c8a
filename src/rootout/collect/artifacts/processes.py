"""Processes, each with its true program, parents and place."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class Process(Record):
    """One process, as /proc/PID shows it (proc(5))."""

    pid: int
    start_ticks: int
    parent: str | None  # key of the parent process, `pid:start_ticks`
    name: str  # comm: what ps shows, 15 bytes, chosen by the process itself
    state: str
    executable: str | None  # path of the program, without " (deleted)"
    is_deleted: bool
    in_memory: bool  # memfd: never had a path
    device: int
    inode: int
    sha256: str | None  # of the program's bytes, hashed where no package vouches for the path
    package: str | None
    arguments: tuple[str, ...]
    working_directory: str | None
    root_directory: str | None
    uid: int
    effective_uid: int
    user: str
    login_uid: int | None  # who logged in to start it (/proc/PID/loginuid)
    session: int
    terminal: str | None  # pts/0
    cgroup: str
    unit: str | None  # x.service, from the cgroup
    login_session: str | None  # 3, from session-3.scope
    started: float
    is_kernel_thread: bool
    tracer: int
    environment: tuple[str, ...]  # LD_*, PROMPT_COMMAND, BASH_ENV, HISTFILE, SSH_* only
    open_files: tuple[str, ...]
    socket_inodes: tuple[int, ...]
    hidden_from: tuple[str, ...]  # views that do not show it: listing, cgroups, ordinary

    @property
    def key(self) -> str:
        """Return `pid:start_ticks`."""
        return f"{self.pid}:{self.start_ticks}"

    @property
    def command_line(self) -> str:
        """Return the arguments, joined by blanks."""
        return " ".join(self.arguments)

    def entities(self) -> tuple[Entity, ...]:
        """Return the process and its program."""
        own = Entity("process", self.key)
        return (own, Entity("file", self.executable)) if self.executable else (own,)

    def ties(self) -> Iterator[Tie]:
        """Tie the process to its program, its parent and its unit."""
        own = Entity("process", self.key)
        if self.executable:
            yield Tie(own, "runs", Entity("file", self.executable))
        if self.parent:
            yield Tie(Entity("process", self.parent), "starts", own)
        if self.unit:
            yield Tie(Entity("unit", self.unit), "starts", own)


@artifact(form="live", attack=("T1057",))
def collect(host: Host) -> Iterator[Process | Gap]:
    """Every process by three independent views, with what it really runs."""
    raise NotImplementedError
