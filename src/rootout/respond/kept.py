"""Keep files as they are before a change, and put them back: what file actions share."""

import posixpath
from collections.abc import Iterable

from rootout.host.api import Host, MutableHost
from rootout.model.file import Snapshot
from rootout.respond.action import Vault


def keep(host: Host, vault: Vault, paths: Iterable[str]) -> tuple[Snapshot, ...]:
    """Return each path as it is, content in the vault, and the folders whose times will move."""
    snapshots = []
    folders = {}
    for path in paths:
        snapshot = host.snapshot(path)
        if snapshot.sha256 is not None:
            snapshots.append(_with_content(host, vault, snapshot))
        else:
            snapshots.append(snapshot)
        folder = posixpath.dirname(path)
        if folder not in folders and host.exists(folder):
            folders[folder] = host.snapshot(host.resolve(folder))
    return (*snapshots, *folders.values())


def put_back(host: MutableHost, vault: Vault, snapshots: Iterable[Snapshot]) -> None:
    """Restore each path, then the folders: their times last, because restoring moves them."""
    ordered = sorted(
        snapshots, key=lambda one: one.stat is not None and one.stat.kind == "directory"
    )
    for snapshot in ordered:
        host.restore(snapshot, vault.get(snapshot.sha256) if snapshot.sha256 else None)


def _with_content(host: Host, vault: Vault, snapshot: Snapshot) -> Snapshot:
    """Keep the bytes; where they changed since they were hashed, the bytes kept count."""
    sha256 = vault.put(host.read(snapshot.path).data)
    return Snapshot(
        path=snapshot.path,
        stat=snapshot.stat,
        sha256=sha256,
        target=snapshot.target,
        attributes=snapshot.attributes,
        flags=snapshot.flags,
    )
