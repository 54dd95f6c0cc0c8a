"""Take single lines out of a file that many share, and put them back."""

from collections.abc import Callable

from rootout.host.api import Host, MutableHost
from rootout.model.file import Snapshot
from rootout.respond.action import Captured, Vault
from rootout.respond.kept import put_back

Chosen = Callable[[bytes], bool]


def without(data: bytes, chosen: Chosen) -> bytes:
    """Return `data` without the lines that `chosen` accepts; every other byte stays."""
    return b"".join(line for line in _lines(data) if not chosen(line.rstrip(b"\n")))


def has(data: bytes, chosen: Chosen) -> bool:
    """Say whether a line of `data` is chosen."""
    return any(chosen(line.rstrip(b"\n")) for line in _lines(data))


def take_out(host: MutableHost, path: str, chosen: Chosen) -> None:
    """Remove the chosen lines of a file; nothing is written where there are none."""
    data = read(host, path)
    if data is not None and has(data, chosen):
        host.write(path, without(data, chosen))


def put_in(host: MutableHost, vault: Vault, captured: Captured, path: str, chosen: Chosen) -> None:
    """Undo `take_out`: exactly where nobody changed the file since, else the lines alone."""
    snapshot = next(one for one in captured.snapshots if one.path == path)
    now = read(host, path)
    if snapshot.sha256 is None or now is None:
        put_back(host, vault, _of(captured, path))
        return
    before = vault.get(snapshot.sha256)
    if now in (before, without(before, chosen)):
        put_back(host, vault, _of(captured, path))
    elif not has(now, chosen):
        host.write(path, _merged(before, now, chosen))


def read(host: Host, path: str) -> bytes | None:
    """Return the content of a file; None where it is gone."""
    try:
        return host.read(path).data
    except FileNotFoundError:
        return None


def _of(captured: Captured, path: str) -> tuple[Snapshot, ...]:
    """Return the file and its folder among what was captured."""
    folder = path.rpartition("/")[0] or "/"
    return tuple(
        one
        for one in captured.snapshots
        if one.path == path
        or (one.stat is not None and one.stat.kind == "directory" and one.path.endswith(folder))
    )


def _merged(before: bytes, now: bytes, chosen: Chosen) -> bytes:
    """Put the chosen lines back behind the line that stood before them, else at the end."""
    lines = _lines(now)
    previous: bytes | None = None
    at = 0
    for line in _lines(before):
        if chosen(line.rstrip(b"\n")):
            if previous in lines:
                at = lines.index(previous) + 1
            lines.insert(min(at, len(lines)), line if line.endswith(b"\n") else line + b"\n")
            at += 1
        else:
            previous = line
    return b"".join(lines)


def _lines(data: bytes) -> list[bytes]:
    """Split at newlines only, each line with its own."""
    parts = data.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines
