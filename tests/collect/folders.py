"""Small hosts in a folder, said in a dictionary of paths and contents."""

from pathlib import Path

from rootout.collect.registry import load_artifacts
from rootout.collect.runner import collect_one
from rootout.host.folder import FolderHost


def folder_host(root: Path, files: dict[str, str | bytes | None]) -> FolderHost:
    """Write `files` below `root`; None makes a folder."""
    for path, content in files.items():
        place = root / path.lstrip("/")
        if content is None:
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode(errors="surrogateescape")
        place.write_bytes(data)
    return FolderHost(str(root))


def run(artifact: str, host: FolderHost):
    """Return the records and the gaps of one artifact."""
    return collect_one(load_artifacts()[artifact], host)
