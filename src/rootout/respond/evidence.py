"""Keep what would be lost: the volatile state of processes, before anything is killed."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from rootout.host.api import Host, ProcessRef
from rootout.respond.action import Vault

PARTS = ("exe", "cmdline", "environ", "maps", "status", "stat", "cgroup", "mountinfo")
MOST_PROGRAM = 256 * 1024 * 1024
MOST_LINKS = 1024


def preserve_processes(
    host: Host, vault: Vault, processes: Iterable[ProcessRef], log: Path
) -> tuple[str, ...]:
    """Keep the program, memory map, environment and open files of each; return what failed."""
    failures = []
    for process in processes:
        kept: dict[str, str] = {}
        for part in PARTS:
            try:
                kept[part] = vault.put(host.read(f"/proc/{process.pid}/{part}", MOST_PROGRAM).data)
            except OSError as error:
                failures.append(f"pid {process.pid} {part}: {error.strerror}")
        write_custody(log, {"process": process.key, "kept": kept, "links": _links(host, process)})
    return tuple(failures)


def write_custody(log: Path, fact: dict[str, object]) -> None:
    """Add who did what, when, to the custody log; each line holds the hash of the one before."""
    written = log.read_bytes() if log.exists() else b""
    last = written.rstrip(b"\n").rpartition(b"\n")[2]
    torn = b"\n" if written and not written.endswith(b"\n") else b""  # a crash cut a line short
    entry = {
        "time": time.time(),
        "uid": os.getuid(),
        **fact,
        "previous_sha256": hashlib.sha256(last).hexdigest(),
    }
    with log.open("ab") as file:
        file.write(torn + json.dumps(entry, separators=(",", ":")).encode() + b"\n")
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
