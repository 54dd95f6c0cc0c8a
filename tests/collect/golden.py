"""Folders that hold a small host and what each artifact says of it."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from rootout.collect.runner import collect
from rootout.host.folder import FolderHost
from rootout.model.record import Gap

FOLDER = Path(__file__).parent.parent / "data/artifacts"
NOON = 1_700_000_000
# These differ from one checkout to the next.
VOLATILE = frozenset(("seen", "device", "inode", "changed", "born", "uid", "gid"))


def cases() -> list[Path]:
    return sorted(FOLDER.glob("*/*/"))


def plant(case: Path, target: Path) -> FolderHost:
    """Copy a case to where its times and modes are the same on every machine."""
    shutil.copytree(case / "root", target, symlinks=True)
    for folder, folders, files in os.walk(target):
        for name in (*folders, *files):
            path = Path(folder, name)
            if not path.is_symlink():
                is_open = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if is_open else 0o644)  # whatever the umask of the checkout was
            os.utime(path, (NOON, NOON), follow_symlinks=False)
    modes = case / "modes.json"  # what a checkout does not keep
    for path, mode in json.loads(modes.read_text()).items() if modes.exists() else ():
        (target / path).chmod(int(mode, 8))
    return FolderHost(str(target))


def said(host: FolderHost, artifact: str) -> list[str]:
    """Return what `artifact` says of `host`, a line of JSON each."""
    evidence = collect(host)
    items = [*evidence.records, *evidence.gaps]
    mine = (item for item in items if item.artifact == artifact)
    return [json.dumps(dict(_fields(item)), sort_keys=True) for item in mine]


def _fields(item: object) -> Iterator[tuple[str, object]]:
    if isinstance(item, Gap):
        yield "gap", item.reason
    for field in fields(item):
        keep = field.name not in VOLATILE or type(item).__name__ == "Account"
        if keep and field.name not in ("artifact", "seen"):
            yield field.name, _plain(getattr(item, field.name))


def _plain(item: object) -> object:
    if is_dataclass(item):
        return {field.name: _plain(getattr(item, field.name)) for field in fields(item)}
    if isinstance(item, tuple):
        return [_plain(part) for part in item]
    if isinstance(item, str):  # names that are no unicode, in a file that is
        return item.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return item
