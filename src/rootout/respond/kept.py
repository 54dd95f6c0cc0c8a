"""Keep files as they are before a change, and put them back: what file actions share."""

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.model.file import Snapshot
from rootout.respond.action import Vault

MOST_BYTES = 256 * 1024 * 1024  # of one file that is kept


def keep(host: Host, vault: Vault, paths: Iterable[str]) -> tuple[Snapshot, ...]:
    """Return each path as it is, content in the vault, and the folders whose times will move.

    Raises RootoutError for a file that is too large to keep: without its bytes there is no undo.
    """
    snapshots = []
    folders = {}
    for path in paths:
        folder, name = posixpath.split(path)
        if not host.exists(folder):
            snapshots.append(Snapshot(path=path))
            continue
        folder = host.resolve(folder)
        snapshots.append(_with_content(host, vault, f"{folder.rstrip('/')}/{name}"))
        if folder not in folders:
            folders[folder] = host.snapshot(folder)
    return (*snapshots, *folders.values())


def put_back(host: MutableHost, vault: Vault, snapshots: Iterable[Snapshot]) -> None:
    """Restore each path, then the folders: their times last, because restoring moves them.

    Where nothing was, nothing is removed: no action makes files, so what is there now is not ours.
    """
    present = [(one, one.stat) for one in snapshots if one.stat is not None]
    present.sort(key=lambda pair: pair[1].kind == "directory")
    for snapshot, _ in present:
        host.restore(snapshot, vault.get(snapshot.sha256) if snapshot.sha256 else None)


def _with_content(host: Host, vault: Vault, path: str) -> Snapshot:
    """Keep the bytes; where they change while they are read, the bytes kept count."""
    if host.exists(path) and host.stat(path).size > MOST_BYTES:
        hint = "Nothing starts it any more; move it away by hand."
        raise RootoutError(f"{path} is too large to be kept", hint)
    snapshot = host.snapshot(path)
    if snapshot.sha256 is None:
        return snapshot
    return replace(snapshot, sha256=vault.put(host.read(path, MOST_BYTES).data))
