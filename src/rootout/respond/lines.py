"""Edit single lines of a file that many share, and take the edit back.

Lines that stand together, such as a rule of sudoers that backslashes carry on, are one line here
wherever exactly these follow each other: `together`, with newlines between them.
"""

from collections.abc import Callable, Iterable

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.respond.action import Captured, Vault
from rootout.respond.kept import keep, put_back

DEEPEST = 64  # lines that go together, put into each other to come back when one of them goes

# A line without its newline -> what becomes of it; None: it goes.
Edit = Callable[[bytes], bytes | None]


def edited(data: bytes, edit: Edit, together: bytes = b"") -> bytes:
    """Return `data` with every line edited; a line that the edit keeps stays byte for byte."""
    for _ in range(DEEPEST if b"\n" in together else 1):  # what was apart may now stand together
        changed = ((edit(line), ending) for line, ending in _lines(data, together))
        left = b"".join(line + ending for line, ending in changed if line is not None)
        if left == data:
            break
        data = left
    return data


def is_clean(host: Host, path: str, edit: Edit, together: bytes = b"") -> bool:
    """Say whether the edit has nothing to do; a file that is gone is clean."""
    data = read(host, path)
    return data is None or edited(data, edit, together) == data


def capture(host: Host, vault: Vault, path: str) -> Captured:
    """Keep the file that `path` leads to, whole."""
    return Captured(snapshots=keep(host, vault, (reached(host, path),)))


def change(host: MutableHost, path: str, edit: Edit, together: bytes = b"") -> None:
    """Edit the lines of a file; nothing is written where nothing changes."""
    data = read(host, path)
    if data is not None and (wanted := edited(data, edit, together)) != data:
        host.write(reached(host, path), wanted)


def change_back(
    host: MutableHost, vault: Vault, captured: Captured, edit: Edit, together: bytes = b""
) -> None:
    """Take the edit of one file back: exactly where nobody changed it since, else line by line.

    Raises RootoutError where a line that was edited has been changed again by somebody else.
    """
    snapshot = next((one for one in captured.snapshots if one.sha256 is not None), None)
    if snapshot is None or snapshot.sha256 is None:
        return  # there was no such file, so nothing was edited
    before, now = vault.get(snapshot.sha256), read(host, snapshot.path)
    if now in (None, before, edited(before, edit, together)):
        put_back(host, vault, captured.snapshots)
        return
    merged, lost = merge(before, now, edit, together)
    if merged != now:
        host.write(snapshot.path, merged)
    if lost:
        hint = f"Compare {snapshot.path} with its kept bytes, {snapshot.sha256}, in the case."
        raise RootoutError(f"somebody changed {len(lost)} of the edited lines since", hint)


def of_file(captured: Captured, path: str) -> Captured:
    """Return what was captured of one file and its folder."""
    wanted = (path, path.rpartition("/")[0] or "/")
    return Captured(snapshots=tuple(one for one in captured.snapshots if one.path in wanted))


def merge(
    before: bytes, now: bytes, edit: Edit, together: bytes = b""
) -> tuple[bytes, list[bytes]]:
    """Put what the edit took from `before` into `now`, keeping what others did to it since.

    A line goes behind the one that stood before it, else to the end: in passwd(5) the first
    line of a uid counts. Also returns the lines for which there is no place any more.
    """
    lines = [line for line, _ in _lines(now, together)]
    last, present = lines[-1:], set(lines)
    lost = []
    previous: bytes | None = None
    for line, _ in _lines(before, together):
        left = edit(line)
        if left is None and line not in present:
            lines.insert(_behind(lines, previous), line)
        elif left is not None and left != line and line not in present:
            if left in lines:
                lines[lines.index(left)] = line
            else:
                lost.append(line)
        previous = line
    ending = b"\n" if now.endswith(b"\n") or lines[-1:] != last else b""
    return b"\n".join(lines) + (ending if lines else b""), lost


def read(host: Host, path: str) -> bytes | None:
    """Return the content of a file; None where it is gone."""
    try:
        return host.read(path).data
    except (FileNotFoundError, NotADirectoryError):
        return None


def reached(host: Host, path: str) -> str:
    """Return the file that `path` leads to; the path itself where that is gone."""
    try:
        return host.resolve(path)
    except (FileNotFoundError, NotADirectoryError):
        return path


def _behind(lines: list[bytes], previous: bytes | None) -> int:
    if previous is None:
        return 0
    return lines.index(previous) + 1 if previous in lines else len(lines)


def _lines(data: bytes, together: bytes = b"") -> Iterable[tuple[bytes, bytes]]:
    """Split at newlines only; each line and its ending, which the last one may lack."""
    wanted = together.split(b"\n") if together else [b""]
    *whole, rest = data.split(b"\n")
    lines = [*whole, *([rest] if rest else [])]
    at = 0
    while at < len(lines):
        size = len(wanted) if lines[at : at + len(wanted)] == wanted else 1
        end = at + size
        yield b"\n".join(lines[at:end]), b"\n" if end <= len(whole) else b""
        at = end
