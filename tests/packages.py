"""Package databases made by hand: a dpkg tree with its files, and the header of an rpm."""

import hashlib
import sqlite3
import struct
from pathlib import Path

HOME = "var/lib/dpkg"


def put(root: Path, path: str, data: bytes = b"", mode: int = 0o644) -> Path:
    """Write a file at `path` of the host below `root`."""
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    place.chmod(mode)
    return place


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def stanza(
    package: str,
    *,
    state: str = "install ok installed",
    architecture: str = "amd64",
    conffiles: dict[str, str] | None = None,
) -> str:
    """Return a paragraph of the status file; `conffiles` has what follows each path."""
    lines = [f"Package: {package}", f"Status: {state}", f"Architecture: {architecture}"]
    lines += ["Version: 1.0-1"]
    if conffiles:
        lines += ["Conffiles:", *(f" {path} {end}" for path, end in conffiles.items())]
    lines += ["Description: a test", " Conffiles: this is not", " .", " end"]
    return "\n".join(lines) + "\n"


def install(
    root: Path, package: str, files: dict[str, bytes | None], *, name: str = "", **fields: object
) -> None:
    """Install a package by dpkg's rules: its files, list, digests and status.

    `files` with None are only listed: folders, or what an attacker adds to the list.
    """
    info = root / HOME / "info"
    info.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        if data is not None:
            put(root, path, data)
    held = {path: data for path, data in files.items() if data is not None}
    conffiles = fields.get("conffiles") or {}
    sums = [f"{md5(data)}  {path[1:]}" for path, data in held.items() if path not in conffiles]
    name = name or package
    (info / f"{name}.list").write_text("".join(f"{path}\n" for path in ("/.", *files)))
    if sums:
        (info / f"{name}.md5sums").write_text("".join(f"{line}\n" for line in sums))
    with (root / HOME / "status").open("a") as status:
        status.write(stanza(package, **fields) + "\n")  # type: ignore[arg-type]


def header(tags: dict[int, tuple[int, list[int] | list[str]]]) -> bytes:
    """Return the blob of an rpm header: of each tag its type and values."""
    index = values = b""
    for tag, (kind, parts) in tags.items():
        width = {3: 2, 4: 4}.get(kind, 1)
        values += b"\0" * (-len(values) % width)
        index += struct.pack(">IIII", tag, kind, len(values), len(parts))
        if width > 1:
            values += struct.pack(f">{len(parts)}{'H' if width == 2 else 'I'}", *parts)
        else:
            values += b"".join(str(part).encode(errors="surrogateescape") + b"\0" for part in parts)
    return struct.pack(">II", len(tags), len(values)) + index + values


def rpm_tags(name: str = "tool", **changes: object) -> dict[int, tuple[int, list[int] | list[str]]]:
    """Return the tags of a package with one program, one folder and one configuration file."""
    digest = hashlib.sha256(b"true").hexdigest()
    tags: dict[str, tuple[int, tuple[int, object]]] = {
        "name": (1000, (6, [name])),
        "version": (1001, (6, ["2.1"])),
        "release": (1002, (6, ["3.el9"])),
        "architecture": (1022, (6, ["x86_64"])),
        "modes": (1030, (3, [0o100755, 0o040755, 0o100640])),
        "digests": (1035, (8, [digest, "", digest])),
        "flags": (1037, (4, [0, 0, 1])),
        "users": (1039, (8, ["root", "root", "root"])),
        "groups": (1040, (8, ["root", "root", "adm"])),
        "places": (1116, (4, [0, 1, 2])),
        "names": (1117, (8, ["tool", "tool", "tool.conf"])),
        "folders": (1118, (8, ["/usr/bin/", "/usr/lib/", "/etc/"])),
        "algorithm": (5011, (4, [8])),
    }
    for field, values in changes.items():
        tag, (kind, _) = tags[field]
        tags[field] = (tag, (kind, values))
    return {tag: pair for tag, pair in tags.values() if pair[1] is not None}  # type: ignore[misc]


def rpm_database(root: Path, blobs: list[bytes], path: str = "var/lib/rpm/rpmdb.sqlite") -> Path:
    """Write a database as rpm 4.16 and later does, with its log mode set."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(place)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(
        "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)"
    )
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
    database.commit()
    database.close()
    return place
