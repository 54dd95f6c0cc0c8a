"""Make of an event the same record that a scan makes of a process, as far as it can be known.

What the event does not say is asked of /proc; a process that ends at once leaves that empty.
"""

import os
from typing import Final

from rootout.collect.artifacts.processes import Process, boot_time, user_names
from rootout.collect.process_text import Owner, Place, parse_cgroup, parse_status, parse_words
from rootout.host.api import Host
from rootout.host.process_event import Started
from rootout.model.record import Origin
from rootout.watch.container import container_of

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_DELETED: Final = " (deleted)"
_IN_MEMORY: Final = "/memfd:"
_TEXT_LIMIT: Final = 1 << 16
_MOST_KNOWN: Final = 4_096  # programs, and cgroups
_NOWHERE: Final = Place(path="", unit=None, session=None)
_UNKNOWN: Final = Owner(uid=-1, effective_uid=-1, tracer=0)


class Describer:
    """Turns events into records; remembers programs and cgroups it has seen."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._programs: dict[tuple[int, int, str], str] = {}
        self._places: dict[int, Place] = {}
        self._users = user_names(host)
        self._booted = boot_time(host)

    def program(self, event: Started) -> str | None:
        """Return the path of what a process runs, without " (deleted)"; None where unknown."""
        known = (event.device, event.inode, event.filename)
        path = self._programs.get(known) if event.inode else None
        if path is None:
            path = self._look_up(event)
            if path is not None and event.inode:
                if len(self._programs) >= _MOST_KNOWN:
                    self._programs.clear()
                self._programs[known] = path
        return path

    def folder(self, event: Started) -> str | None:
        """Return the working directory of a process, while it runs."""
        return self._link(event.pid, "cwd")

    def record(
        self, event: Started, program: str | None, above: Process | None, folder: str | None
    ) -> Process:
        """Return the record of a process that was just started below `above`."""
        owner = self._owner(event)
        place = self._place(event, above)
        device, inode = self._identity(event)
        arguments = event.arguments or parse_words(self._read(event.pid, "cmdline"))
        return Process(
            origin=Origin(path=f"/proc/{event.pid}"),
            seen=self._booted + event.time_ns / 1e9,
            pid=event.pid,
            start_ticks=event.start_ticks,
            parent=above.key if above else None,
            name=event.name or (program or "").rpartition("/")[2][:15],
            state="R",
            executable=program,
            is_deleted=not event.links,
            in_memory=bool(program and program.startswith(_IN_MEMORY)),
            device=device,
            inode=inode,
            sha256=None,
            package=self._package(program, event, place),
            arguments=arguments,
            working_directory=folder,
            root_directory=None,
            uid=owner.uid,
            effective_uid=owner.effective_uid,
            user=self.user(owner.uid),
            login_uid=event.login_uid,
            session=0,
            terminal=None,
            cgroup=place.path,
            unit=place.unit,
            login_session=place.session,
            started=self._booted + event.start_ticks / _TICKS,
            is_kernel_thread=False,
            tracer=owner.tracer,
            environment=(),
            open_files=(),
            socket_inodes=(),
            hidden_from=(),
        )

    def user(self, uid: int) -> str:
        """Return the name of an account, also of one that is new."""
        if uid not in self._users and uid >= 0:
            self._users = user_names(self._host)
            self._users.setdefault(uid, str(uid))
        return self._users.get(uid, "")

    def _look_up(self, event: Started) -> str | None:
        target = self._link(event.pid, "exe")
        if target is not None:
            return target.removesuffix(_DELETED) if not event.links else target
        called = (event.filename, event.interpreter)
        found = [self._resolved(path, event) for path in called]
        for path, is_same in found:
            if is_same:
                return path
        # Some file systems (overlay, btrfs) have other numbers for stat(2) than inside.
        path, is_same = found[event.interpreter not in ("", event.filename)]
        return path if path and is_same is None else event.filename or None

    def _resolved(self, path: str, event: Started) -> tuple[str, bool | None]:
        """Return where a path leads, and if that was started; None where nobody can say."""
        if not path.startswith("/"):
            return "", False
        try:
            found = self._host.resolve(path)
            stat = self._host.stat(found)
        except OSError:
            return "", False
        if stat.device != event.device:
            return found, None
        return found, stat.inode == event.inode

    def _identity(self, event: Started) -> tuple[int, int]:
        """Return device and inode of the program, as stat(2) tells them while it runs."""
        try:
            stat = self._host.stat(f"/proc/{event.pid}/exe")
        except OSError:
            return event.device, event.inode
        return stat.device, stat.inode

    def _package(self, program: str | None, event: Started, place: Place) -> str | None:
        """Return who owns the program; a container's file at the same path is another one."""
        if program is None or not event.links:
            return None
        owner = self._host.packages.owner(program)
        if owner is None or not event.inode:
            return owner
        try:
            stat = self._host.stat(program)
        except OSError:
            return None
        if (stat.device, stat.inode) in ((event.device, event.inode), self._identity(event)):
            return owner
        is_gone = self._link(event.pid, "exe") is None
        is_unsure = is_gone and stat.device != event.device and not container_of(place.path)
        return owner if is_unsure else None

    def _owner(self, event: Started) -> Owner:
        if event.uid >= 0:
            return Owner(uid=event.uid, effective_uid=event.effective_uid, tracer=0)
        try:
            return parse_status(self._read(event.pid, "status"))
        except ValueError:
            return _UNKNOWN

    def _place(self, event: Started, above: Process | None) -> Place:
        """Return the cgroup: by its number, else from /proc, else that of the parent."""
        known = self._places.get(event.cgroup)
        if known is not None:
            return known
        text = self._read(event.pid, "cgroup")
        if text:
            place = parse_cgroup(text)
            if event.cgroup > 1 and b"\n0::/\n" not in b"\n" + text:
                if len(self._places) >= _MOST_KNOWN:
                    self._places.clear()
                self._places[event.cgroup] = place
            return place
        if above is None:
            return _NOWHERE
        return Place(path=above.cgroup, unit=above.unit, session=above.login_session)

    def _read(self, pid: int, name: str) -> bytes:
        try:
            return self._host.head(f"/proc/{pid}/{name}", _TEXT_LIMIT)
        except OSError:
            return b""

    def _link(self, pid: int, name: str) -> str | None:
        try:
            return self._host.target(f"/proc/{pid}/{name}")
        except OSError:
            return None
