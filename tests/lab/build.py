"""The lab's base: built once by build_lab.sh, kept under the hash of that script, never changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("build_lab.sh")
CACHE = Path(os.environ.get("ROOTOUT_LAB", "/var/cache/rootout-lab"))


@dataclass(frozen=True, kw_only=True)
class Base:
    """A server's root, to be used as an overlay's lower folder only, and its operator's key."""

    root: Path
    key: Path


def missing() -> str | None:
    """Say what this machine lacks to run the lab; None where nothing is."""
    if os.geteuid() != 0:
        return "the lab needs root"
    tools = ("systemd-nspawn", "mmdebstrap", "nsenter", "ip", "ssh", "ssh-keygen", "gcc")
    absent = [tool for tool in tools if shutil.which(tool) is None]
    return f"the lab needs {', '.join(absent)}" if absent else None


def is_required() -> bool:
    """Say whether a machine without a lab is a failure here, and no reason to skip."""
    return os.environ.get("CI") == "true" or os.environ.get("ROOTOUT_REQUIRE_LAB") == "1"


def build(cache: Path = CACHE) -> Base:
    """Return the base of this very build script, building it where the cache has none."""
    stamp = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12]
    place = cache / f"base-{stamp}"
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "build.lock"):
        if not place.exists():
            _run_script(cache / f"base-{stamp}.building", place)
    return Base(root=place / "root", key=place / "lab_key")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`, waiting for whoever has it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run_script(unfinished: Path, place: Path) -> None:
    """Build beside the final place: an interrupted build must not pass for a whole one."""
    shutil.rmtree(unfinished, ignore_errors=True)
    log = unfinished.with_suffix(".log")
    with log.open("wb") as output:
        done = subprocess.run(
            [SCRIPT, unfinished], stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        shutil.rmtree(unfinished, ignore_errors=True)
        raise RuntimeError(f"{SCRIPT.name} failed, whole log in {log}:\n{tail}")
    unfinished.rename(place)


if __name__ == "__main__":
    build()
