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
            device=event.device,
            inode=event.inode,
            sha256=None,
            package=self._package(event, program),
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
        for path in (event.filename, event.interpreter):
            found = self._resolved(path, event)
            if found is not None:
                return found
        return event.filename or None

    def _resolved(self, path: str, event: Started) -> str | None:
        """Return where a path leads, if that is the very file that was started."""
        if not path.startswith("/"):
            return None
        try:
            found = self._host.resolve(path)
            stat = self._host.stat(found)
        except OSError:
            return None
        return found if (stat.device, stat.inode) == (event.device, event.inode) else None

    def _package(self, event: Started, program: str | None) -> str | None:
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
        return owner if (stat.device, stat.inode) == (event.device, event.inode) else None

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
