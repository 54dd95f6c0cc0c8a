"""Keep what would be lost: the volatile state of processes, before anything is killed."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from rootout.host.api import Host, ProcessRef
from rootout.respond.action import Vault

PROGRAM = "exe"
PARTS = (PROGRAM, "cmdline", "environ", "maps", "status", "stat", "cgroup", "mountinfo")
MOST_PROGRAM = 256 * 1024 * 1024
MOST_LINKS = 1024


def preserve_processes(
    host: Host, vault: Vault, processes: Iterable[ProcessRef], log: Path
) -> tuple[str, ...]:
    """Keep the program, memory map, environment and open files of each; return what failed."""
    failures = []
    facts: list[dict[str, object]] = []
    programs: dict[tuple[int, ...], str] = {}  # what is kept already, by what stat says of it
    with vault.together():
        for process in processes:
            kept: dict[str, str] = {}
            for part in PARTS:
                path = f"/proc/{process.pid}/{part}"
                same = _identity(host, path) if part == PROGRAM else ()
                try:
                    kept[part] = programs.get(same) or vault.put(host.read(path, MOST_PROGRAM).data)
                except OSError as error:
                    failures.append(f"pid {process.pid} {part}: {error.strerror}")
                    continue
                if same:
                    programs[same] = kept[part]
            facts.append({"process": process.key, "kept": kept, "links": _links(host, process)})
    write_custody(log, *facts)
    return tuple(failures)


def _identity(host: Host, path: str) -> tuple[int, ...]:
    """Return what tells one program that runs from another; nothing where that cannot be seen."""
    try:
        found = host.stat(path)
    except OSError:
        return ()
    return found.device, found.inode, found.size, found.modified_ns, found.changed_ns


def write_custody(log: Path, *facts: dict[str, object]) -> None:
    """Add who did what, when, to the custody log; each line holds the hash of the one before."""
    written = log.read_bytes() if log.exists() else b""
    last = written.rstrip(b"\n").rpartition(b"\n")[2]
    lines = b"\n" if written and not written.endswith(b"\n") else b""  # a crash cut a line short
    for fact in facts:
        entry = {
            "time": time.time(),
            "uid": os.getuid(),
            **fact,
            "previous_sha256": hashlib.sha256(last).hexdigest(),
        }
        last = json.dumps(entry, separators=(",", ":")).encode()
        lines += last + b"\n"
    with log.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def _links(host: Host, process: ProcessRef) -> dict[str, str]:
    """Return what the links of a process point at: program, folder, root and open files."""
    found = {}
    base = f"/proc/{process.pid}"
    try:
        names = [f"fd/{name}" for name in host.names(f"{base}/fd")[:MOST_LINKS]]
    except OSError:
        names = []
    for name in ("exe", "cwd", "root", *names):
        try:
            found[name] = host.target(f"{base}/{name}")
        except OSError:
            continue
    return found
