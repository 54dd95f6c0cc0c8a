"""Hand a case to somebody else: as one archive, to a file or a pipe, encrypted if they want."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rootout.case.archive import write_archive
from rootout.case.folder import Case
from rootout.errors import RootoutError


def export(case: Case, out: IO[bytes], recipient: str | None = None) -> int:
    """Write `case` to `out`, for `recipient` (an age public key) alone; return the files in it."""
    if recipient is None:
        return write_archive(case.path, out)
    with tempfile.TemporaryFile(dir=case.path) as plain:  # beside the case: it may be large
        count = write_archive(case.path, plain)
        plain.seek(0)
        _encrypt(plain, out, recipient)
    return count


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that only its owner may read. Raises RootoutError where one is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError as error:
        raise RootoutError(f"{path} is there already", "Name another file with -o.") from error
    except OSError as error:
        hint = "Name a file that can be written with -o, or - for standard output."
        raise RootoutError(f"{path} cannot be written: {error.strerror}", hint) from error
    with os.fdopen(handle, "wb") as file:
        yield file


def _encrypt(plain: IO[bytes], out: IO[bytes], recipient: str) -> None:
    try:
        import pyrage
    except ImportError as error:
        hint = "Install pyrage, or leave --recipient out and encrypt the archive yourself."
        raise RootoutError("the library that encrypts is not installed", hint) from error
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        hint = "Give an age public key: age1..., as age-keygen prints it."
        raise RootoutError(f"{recipient!r} is no public key: {error}", hint) from error
    pyrage.encrypt_io(plain, out, [key])
