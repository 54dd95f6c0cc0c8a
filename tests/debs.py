"""Packages of Debian made by hand: deb(5)."""

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
from collections.abc import Callable

import zstandard

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def member(name: str, data: bytes) -> bytes:
    """Return a member of an ar archive."""
    header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n"
    return header.encode() + data + b"\n" * (len(data) % 2)


def tar(files: dict[str, bytes | tarfile.TarInfo], **fields: object) -> bytes:
    """Return an archive as dpkg-deb writes it; a `TarInfo` is put into it as it is."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path, data in files.items():
            info = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(f".{path}")
            content = b"" if isinstance(data, tarfile.TarInfo) else data
            if data is not info:
                info.size, info.mode, info.mtime = len(content), 0o755, 1_600_000_000
                info.uname = info.gname = "root"
                for name, value in fields.items():
                    setattr(info, name, value)
            archive.addfile(info, io.BytesIO(content))
    return whole.getvalue()


def hard_link(path: str, target: str) -> tarfile.TarInfo:
    """Return another name of a file."""
    info = tarfile.TarInfo(f".{path}")
    info.type, info.linkname = tarfile.LNKTYPE, f".{target}"
    return info


def deb(
    files: dict[str, bytes | tarfile.TarInfo],
    packing: str = ".xz",
    sums: str | None = None,
    **fields: object,
) -> bytes:
    """Return a package with `files`; `sums` are its md5sums, if not those of the files."""
    if sums is None:
        held = {path[1:]: data for path, data in files.items() if isinstance(data, bytes)}
        sums = "".join(f"{_md5(data)}  {path}\n" for path, data in held.items())
    control = tar({"/control": b"Package: p\n", "/md5sums": sums.encode()})
    pack = PACKED[packing]
    parts = (
        member("debian-binary", b"2.0\n"),
        member(f"control.tar{packing}", pack(control)),
        member(f"data.tar{packing}", pack(tar(files, **fields))),
    )
    return b"!<arch>\n" + b"".join(parts)


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
