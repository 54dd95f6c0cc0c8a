"""One archive of a whole case: for the analyst, the insurer, the court."""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MANIFEST = "MANIFEST.sha256"
CHUNK = 1 << 20  # bytes that are held at a time


def write_archive(folder: Path, out: IO[bytes]) -> int:
    """Write the case in `folder` to `out` as tar.gz, and return how many files it holds.

    The manifest comes first, in the form that `sha256sum -c` reads. Names within a case are our
    own, so none needs escaping. The same case gives the same bytes.
    """
    files = tuple(_files(folder))
    lines = [f"{_digest(folder / name)}  {name}\n" for name in files]
    with (
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        _add(archive, f"{folder.name}/{MANIFEST}", io.BytesIO("".join(lines).encode()), 0.0)
        for name in files:
            path = folder / name
            with path.open("rb") as file:
                _add(archive, f"{folder.name}/{name}", file, path.stat().st_mtime)
    return len(files)


def _files(folder: Path) -> Iterator[str]:
    """Yield every regular file of a case, sorted; the lock is no evidence."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != "lock":
            yield str(path.relative_to(folder))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], modified: float) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    member.mtime = int(modified)
    member.mode = 0o600
    archive.addfile(member, content)
