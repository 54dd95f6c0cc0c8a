"""The small texts in which the kernel describes a process (proc(5)), parsed."""

import re
from typing import Final

from rootout.model.value import value

KERNEL_THREAD: Final = 0x00200000  # PF_KTHREAD: no program can give itself this flag
NOBODY: Final = 0xFFFFFFFF  # loginuid of what no login started
_PTS_MAJORS: Final = range(136, 144)
_TTY_MAJOR: Final = 4
_SERIAL: Final = 64  # minors of major 4 from here on are ttyS0 ...
_UNIT_ENDINGS: Final = (".service", ".scope", ".socket", ".mount", ".swap")


@value
class ProcessLine:
    """What /proc/PID/stat says."""

    name: str
    state: str
    parent: int
    session: int
    terminal: str | None
    flags: int
    start_ticks: int
    cpu_ticks: int = 0  # in the program and in the kernel for it


@value
class Owner:
    """What /proc/PID/status says of who runs a process and who traces it."""

    uid: int
    effective_uid: int
    tracer: int
    ignored_signals: int = 0  # a bit for each, the lowest is signal 1


@value
class Place:
    """Where in the control groups a process is, and what systemd calls that place."""

    path: str
    unit: str | None
    session: str | None


def parse_stat(data: bytes) -> ProcessLine:
    """Parse /proc/PID/stat. Raises ValueError.

    The name may hold blanks and brackets; the last bracket of the line ends it.
    """
    head, _, tail = data.rpartition(b")")
    words = tail.split()
    if len(words) < 20:
        raise ValueError("a stat line that is too short")
    return ProcessLine(
        name=head.partition(b"(")[2].decode(errors="surrogateescape"),
        state=words[0].decode(errors="surrogateescape"),
        parent=int(words[1]),
        session=int(words[3]),
        terminal=_terminal(int(words[4])),
        flags=int(words[6]),
        start_ticks=int(words[19]),
        cpu_ticks=int(words[11]) + int(words[12]),
    )


def parse_status(data: bytes) -> Owner:
    """Parse /proc/PID/status. Raises ValueError.

    The name comes first and its newlines are escaped, so later lines are the kernel's own.
    """
    lines = dict(line.split(b":", 1) for line in data.split(b"\n") if b":" in line)
    uids = lines.get(b"Uid", b"").split()
    if len(uids) < 2:
        raise ValueError("a status without Uid")
    return Owner(
        uid=int(uids[0]),
        effective_uid=int(uids[1]),
        tracer=int(lines.get(b"TracerPid", b"0")),
        ignored_signals=int(lines.get(b"SigIgn", b"0"), 16),
    )


def parse_cgroup(data: bytes) -> Place:
    """Parse /proc/PID/cgroup: the path of version 2, or systemd's own of version 1."""
    paths: dict[str, str] = {}
    for line in data.decode(errors="surrogateescape").split("\n"):
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if path and controllers in ("", "name=systemd"):
            paths.setdefault("2" if number == "0" else "1", path)
    path = paths.get("2", "")
    if path in ("", "/"):
        path = paths.get("1", path)
    unit = _unit(path)
    scope = unit or ""
    is_session = scope.startswith("session-") and scope.endswith(".scope")
    return Place(
        path=path,
        unit=unit if scope.endswith(".service") else None,
        session=scope[len("session-") : -len(".scope")] if is_session else None,
    )


def parse_login(data: bytes) -> int | None:
    """Parse /proc/PID/loginuid; None where no login started the process. Raises ValueError."""
    uid = int(data or str(NOBODY))
    return None if uid == NOBODY else uid


def parse_words(data: bytes) -> tuple[str, ...]:
    """Split /proc/PID/cmdline or environ. A process may have written anything over either."""
    text = data.decode(errors="surrogateescape")
    return tuple(text.removesuffix("\0").split("\0")) if text.strip("\0") else ()


def _unit(path: str) -> str | None:
    """Return the first unit below the slices: what is further down, the unit itself made."""
    for part in path.split("/"):
        name = part.removeprefix("_")  # escaped where it would look like a kernel file
        if name.endswith(_UNIT_ENDINGS):
            return name
    return None


def _terminal(device: int) -> str | None:
    """Name a terminal by its device number, as in tty_nr of proc(5)."""
    if device <= 0:
        return None
    major = (device >> 8) & 0xFFF
    minor = (device & 0xFF) | ((device >> 12) & 0xFFF00)
    if major in _PTS_MAJORS:
        return f"pts/{minor + (major - _PTS_MAJORS.start) * 256}"
    if major == _TTY_MAJOR:
        return f"tty{minor}" if minor < _SERIAL else f"ttyS{minor - _SERIAL}"
    return f"{major}:{minor}"


# address perms offset device inode path: proc_pid_maps(5); newlines in names are escaped there.
EXECUTABLE = re.compile(rb"^[0-9a-f]+-[0-9a-f]+ ..x. \S+ \S+ \d+[ ]*(.*)$", re.MULTILINE)


@value
class Maps:
    """What a process may run of its memory: files, and regions that no file stands behind."""

    files: tuple[str, ...]
    anonymous: int


def parse_maps(data: bytes) -> Maps:
    """Return the executable regions of /proc/PID/maps; the kernel's own ([vdso]) are left out."""
    names = [name.decode(errors="surrogateescape") for name in EXECUTABLE.findall(data)]
    files = (name for name in names if name.startswith("/"))
    anonymous = sum(not name or name.startswith(("[heap]", "[stack", "[anon")) for name in names)
    return Maps(files=tuple(dict.fromkeys(files)), anonymous=anonymous)
