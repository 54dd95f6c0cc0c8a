"""Bytes that are on the disk when a call returns: write(2), fsync(2)."""

import os
from pathlib import Path


def write_all(descriptor: int, data: bytes) -> None:
    """Write the whole of `data`, however many calls that takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: str | Path) -> None:
    """Wait until the disk has the names that `folder` holds."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
