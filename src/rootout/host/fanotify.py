"""What is created, written, renamed and deleted in chosen folders, with names: fanotify(7).

Each folder is marked by itself, so the rest of a disk costs nothing. An event names the folder by
a handle of its file system; which folder that is, is noted when the mark is made.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from rootout.host.syscall import AT_FDCWD, Kernel

Change = Literal["created", "written", "changed", "deleted", "found"]

_CLOEXEC, _NONBLOCK, _UNLIMITED_MARKS, _FOLDER_AND_NAME = 0x1, 0x2, 0x20, 0xC00
_ADD, _ONLY_FOLDERS, _NO_FOLLOW = 0x1, 0x8, 0x4
_ATTRIBUTES, _WRITTEN, _FROM, _TO, _CREATED, _DELETED = 0x4, 0x8, 0x40, 0x80, 0x100, 0x200
_OVERFLOW, _CHILDREN, _FOLDER = 0x4000, 0x08000000, 0x40000000
_MASK: Final = _ATTRIBUTES | _WRITTEN | _FROM | _TO | _CREATED | _DELETED | _CHILDREN | _FOLDER
_BUFFER_BYTES: Final = 1 << 18
_EVENT: Final = struct.Struct("=IBBHQii")  # length, version, -, head, mask, descriptor, pid
_INFORMATION: Final = struct.Struct("=BBH")  # type, -, length
_FOLDER_NAME: Final = 2  # the type that has a folder and a name in it
_HANDLE: Final = struct.Struct("=Ii")  # bytes, type: struct file_handle
_FILE_SYSTEM_BYTES: Final = 8
_LEAST_NAME: Final = _INFORMATION.size + _FILE_SYSTEM_BYTES + _HANDLE.size
_MOST_HANDLE: Final = 128  # MAX_HANDLE_SZ
_FOR_COMPARISON: Final = 0x200  # AT_HANDLE_FID, from Linux 6.5 on


class FileChange(NamedTuple):
    """Something has happened to a name in a folder that is looked at."""

    path: str
    change: Change
    pid: int  # of who did it; 0: nobody knows
    is_folder: bool = False


class FilesLost(NamedTuple):
    """Changes came faster than they were read: what changed must be looked for."""


class FileWatch:
    """Marks on folders. Needs Linux 5.9 and CAP_SYS_ADMIN."""

    def __init__(self, kernel: Kernel) -> None:
        """Prepare. Raises OSError where the kernel cannot."""
        self._kernel = kernel
        flags = _CLOEXEC | _NONBLOCK | _UNLIMITED_MARKS | _FOLDER_AND_NAME
        self._descriptor = kernel.call("fanotify_init", flags, os.O_RDONLY | os.O_CLOEXEC)
        self.folders: dict[bytes, str] = {}
        self._buffer = bytearray(_BUFFER_BYTES)

    def fileno(self) -> int:
        """Return what becomes readable when something has happened."""
        return self._descriptor

    def add(self, path: str) -> None:
        """Look at the folder `path` from now on. Raises OSError where that cannot be."""
        identity = self._identity(path)
        flags = _ADD | _ONLY_FOLDERS | _NO_FOLLOW
        name = os.fsencode(path)
        self._kernel.call("fanotify_mark", self._descriptor, flags, _MASK, AT_FDCWD, name)
        self.folders[identity] = path

    def events(self) -> Iterator[FileChange | FilesLost]:
        """Yield what has happened: one buffer full at most."""
        try:
            size = os.readv(self._descriptor, [self._buffer])
        except BlockingIOError:
            return
        yield from parse(bytes(memoryview(self._buffer)[:size]), self.folders)

    def close(self) -> None:
        """Look at nothing any more."""
        os.close(self._descriptor)

    def _identity(self, path: str) -> bytes:
        """Return what events call a folder: its file system, and its handle there."""
        system = os.statvfs(path).f_fsid.to_bytes(_FILE_SYSTEM_BYTES, "little")
        for flags in (0, _FOR_COMPARISON):
            buffer = ctypes.create_string_buffer(_HANDLE.size + _MOST_HANDLE)
            _HANDLE.pack_into(buffer, 0, _MOST_HANDLE, 0)
            mount = ctypes.create_string_buffer(4)
            name = os.fsencode(path)
            try:
                self._kernel.call("name_to_handle_at", AT_FDCWD, name, buffer, mount, flags)
            except OSError as error:
                if error.errno != errno.EOPNOTSUPP:
                    raise
                continue
            return system + _whole_handle(buffer.raw, 0)
        raise OSError(errno.EOPNOTSUPP, "its file system has no handles", path)


def parse(data: bytes, folders: dict[bytes, str]) -> Iterator[FileChange | FilesLost]:
    """Yield the changes in what fanotify wrote; those of unknown folders are left out."""
    place = 0
    while place + _EVENT.size <= len(data):
        length, _, _, head, mask, _, pid = _EVENT.unpack_from(data, place)
        if length < _EVENT.size:
            return
        if mask & _OVERFLOW:
            yield FilesLost()
        else:
            path = _path(data[place + head : place + length], folders)
            if path is not None:
                yield FileChange(path, _change(mask), pid, bool(mask & _FOLDER))
        place += length


def _path(information: bytes, folders: dict[bytes, str]) -> str | None:
    place = 0
    while place + _INFORMATION.size <= len(information):
        kind, _, length = _INFORMATION.unpack_from(information, place)
        if kind == _FOLDER_NAME and place + length <= len(information) and length > _LEAST_NAME:
            start = place + _INFORMATION.size
            system = information[start : start + _FILE_SYSTEM_BYTES]
            handle = _whole_handle(information, start + _FILE_SYSTEM_BYTES)
            name_start = start + _FILE_SYSTEM_BYTES + len(handle)
            name = information[name_start : place + length].partition(b"\0")[0]
            folder = folders.get(system + handle)
            return None if folder is None else _joined(folder, os.fsdecode(name))
        place += max(length, _INFORMATION.size)
    return None


def _joined(folder: str, name: str) -> str:
    return folder if name in ("", ".") else f"{folder.rstrip('/')}/{name}"


def _whole_handle(data: bytes, place: int) -> bytes:
    size: int = _HANDLE.unpack_from(data, place)[0]
    return data[place : place + _HANDLE.size + min(size, _MOST_HANDLE)]


def _change(mask: int) -> Change:
    """Say what happened; several at once were joined by the kernel, the last word counts."""
    if mask & (_DELETED | _FROM) and not mask & (_TO | _CREATED | _WRITTEN):
        return "deleted"
    if mask & _WRITTEN:
        return "written"
    return "created" if mask & (_CREATED | _TO) else "changed"
