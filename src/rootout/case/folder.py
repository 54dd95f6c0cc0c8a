"""The folder of a case: make it, open it, find the newest."""

import os
import secrets
import time
from pathlib import Path

from rootout.case.blobs import Blobs
from rootout.case.store import RecordTypes, Store
from rootout.errors import RootoutError

FORMAT = "rootout case 1\n"
SYSTEM = Path("/var/lib/rootout/cases")


def default_cases() -> Path:
    """Return where cases live: /var/lib for root, else the XDG state folder."""
    if os.geteuid() == 0:
        return SYSTEM
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local/state")
    return Path(state) / "rootout/cases"


class Case:
    """One case on disk: its evidence, its kept bytes, its journal and its lock."""

    def __init__(self, path: Path, types: RecordTypes) -> None:
        self.path = path
        self.id = path.name
        self.store = Store(path / "evidence.sqlite", types)
        self.blobs = Blobs(path / "blobs")
        self.journal_path = path / "journal.jsonl"

    def close(self) -> None:
        """Finish with the case."""
        self.store.close()


def create_case(cases: Path, host: str, types: RecordTypes, path: Path | None = None) -> Case:
    """Make a new case below `cases`, or at exactly `path`, readable by its owner only."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    safe = "".join(letter for letter in host if letter.isalnum() or letter in "-_")[:32]
    folder = path or cases / f"{moment}-{safe or 'host'}-{secrets.token_hex(2)}"
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        (folder / "format").write_text(FORMAT)
    except OSError as error:
        if folder.exists():
            hint = "Name a new folder with --case."
            raise RootoutError(f"{folder} already exists", hint) from error
        hint = "Name a folder that can be written, with --case; a memory disk will do."
        raise RootoutError(f"no case can be made at {folder}: {error.strerror}", hint) from error
    return Case(folder, types)


def open_case(cases: Path, name: str | None, types: RecordTypes) -> Case:
    """Open the case called `name`, a path or an id; the newest one without a name."""
    folder = _find(cases, name) if name else _newest(cases)
    try:
        written = (folder / "format").read_text()
    except OSError as error:
        hint = "`rootout scan` makes a case; its last line names the folder."
        raise RootoutError(f"{folder} is not a case", hint) from error
    if written != FORMAT:
        hint = "Use the version of rootout that made it, or a newer one."
        raise RootoutError(f"{folder} has a format that this rootout does not know", hint)
    return Case(folder, types)


def _find(cases: Path, name: str) -> Path:
    return Path(name) if "/" in name or Path(name).is_dir() else cases / name


def _newest(cases: Path) -> Path:
    try:
        folders = sorted(folder for folder in cases.iterdir() if (folder / "format").exists())
    except OSError:
        folders = []
    if not folders:
        raise RootoutError("there is no case yet", "Run `rootout scan` first.")
    return folders[-1]
