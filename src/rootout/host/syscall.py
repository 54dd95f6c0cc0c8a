"""System calls made straight to the kernel, by a route that no preloaded library sees.

A library named in /etc/ld.so.preload can answer in place of any function of libc, `syscall`
itself included. Machine code of our own, in memory of our own, asks nobody but the kernel.
"""

import ctypes
import errno
import mmap
import os
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from rootout.errors import RootoutError

AT_FDCWD: Final = -100
CLONE_NEWNS: Final = 0x20000
MS_BIND: Final = 0x1000
MS_REC: Final = 0x4000
MS_SLAVE: Final = 0x80000
MNT_DETACH: Final = 2
FSOPEN_CLOEXEC: Final = 1
FSMOUNT_CLOEXEC: Final = 1
FSCONFIG_CMD_CREATE: Final = 6
MOUNT_ATTR_NOSUID_NODEV_NOEXEC: Final = 2 | 4 | 8
DT_DIR: Final = 4
DT_UNKNOWN: Final = 0
_ENTRY_HEAD: Final = struct.Struct("<QqHB")  # linux_dirent64: inode, offset, length, type
_CHUNK: Final = 1 << 18

# Each takes (number, a, b, c, d, e, f) by the C calling convention and returns -errno on error.
_CODE: Final = {
    # mov rax,rdi; mov rdi,rsi; mov rsi,rdx; mov rdx,rcx; mov r10,r8; mov r8,r9;
    # mov r9,[rsp+8]; syscall; ret
    "x86_64": bytes.fromhex("4889f84889f74889d64889ca4d89c24d89c84c8b4c24080f05c3"),
    # mov x8,x0; mov x0,x1 ... mov x5,x6; svc #0; ret. Not yet tried on such a machine.
    "aarch64": struct.pack(
        "<9I",
        0xAA0003E8,
        0xAA0103E0,
        0xAA0203E1,
        0xAA0303E2,
        0xAA0403E3,
        0xAA0503E4,
        0xAA0603E5,
        0xD4000001,
        0xD65F03C0,
    ),
}
_NEW_CALLS: Final = {"fsopen": 430, "fsconfig": 431, "fsmount": 432}  # the same everywhere
_NUMBERS: Final = {
    "x86_64": _NEW_CALLS
    | {
        "read": 0,
        "close": 3,
        "pread64": 17,
        "execve": 59,
        "mount": 165,
        "umount2": 166,
        "getdents64": 217,
        "openat": 257,
        "unshare": 272,
        "fanotify_init": 300,
        "fanotify_mark": 301,
        "name_to_handle_at": 303,
        "bpf": 321,
        "statx": 332,
    },
    "aarch64": _NEW_CALLS
    | {
        "umount2": 39,
        "mount": 40,
        "openat": 56,
        "close": 57,
        "getdents64": 61,
        "read": 63,
        "pread64": 67,
        "unshare": 97,
        "execve": 221,
        "fanotify_init": 262,
        "fanotify_mark": 263,
        "name_to_handle_at": 264,
        "bpf": 280,
        "statx": 291,
    },
}


class Kernel:
    """The kernel, asked directly. Failures are OSError."""

    def __init__(self, machine: str | None = None) -> None:
        """Prepare the machine code; raise RootoutError where that is refused or unknown."""
        machine = machine or os.uname().machine
        if machine not in _CODE:
            raise RootoutError(
                f"no direct system calls are known for {machine}",
                "what the host's own C library says is used instead",
            )
        self._numbers = _NUMBERS[machine]
        try:
            memory = mmap.mmap(
                -1,
                mmap.PAGESIZE,
                flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
                prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC,
            )
        except OSError as refused:
            raise RootoutError(
                f"memory that is writable and executable is refused: {refused.strerror}",
                "SELinux execmem or a systemd MemoryDenyWriteExecute= does that",
            ) from refused
        memory.write(_CODE[machine])
        prototype = ctypes.CFUNCTYPE(ctypes.c_long, *[ctypes.c_long] * 7)
        self._memory = memory
        self._enter = prototype(ctypes.addressof(ctypes.c_char.from_buffer(memory)))

    def call(self, name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
        """Make one system call. Bytes are passed as a pointer to a copy that ends in NUL."""
        kept = [
            ctypes.create_string_buffer(item) if isinstance(item, bytes) else item
            for item in arguments
        ]
        words = [item if isinstance(item, int) else ctypes.addressof(item) for item in kept]
        words += [0] * (6 - len(words))
        result = int(self._enter(self._numbers[name], *words))
        if result < 0:
            raise OSError(-result, os.strerror(-result))
        return result

    def read_file(self, path: str, limit: int) -> bytes:
        """Read at most `limit` bytes of the file at `path`."""
        descriptor = self._open(path, os.O_RDONLY | os.O_NONBLOCK)
        buffer = ctypes.create_string_buffer(_CHUNK)
        data = bytearray()
        try:
            while len(data) < limit:
                size = self.call("read", descriptor, buffer, min(_CHUNK, limit - len(data)))
                if not size:
                    break
                data += memoryview(buffer)[:size]
        finally:
            self.call("close", descriptor)
        return bytes(data)

    def read_part(self, path: str, offset: int, size: int) -> bytes:
        """Read `size` bytes from `offset` on; fewer at the end of the file."""
        descriptor = self._open(path, os.O_RDONLY | os.O_NONBLOCK)
        buffer = ctypes.create_string_buffer(min(size, _CHUNK))
        try:
            length = self.call("pread64", descriptor, buffer, len(buffer), offset)
            return bytes(memoryview(buffer)[:length])
        finally:
            self.call("close", descriptor)

    def list_directory(self, path: str) -> dict[str, int]:
        """Return each name in `path` with its type (DT_*; links are never followed)."""
        descriptor = self._open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        buffer = ctypes.create_string_buffer(_CHUNK)
        names: dict[str, int] = {}
        try:
            while size := self.call("getdents64", descriptor, buffer, _CHUNK):
                names.update(parse_entries(bytes(memoryview(buffer)[:size])))
        finally:
            self.call("close", descriptor)
        return names

    def unshare_mounts(self) -> None:
        """Move to a mount namespace of our own, into which later mounts of the host still come.

        Raises before anything could spread to the host: a shared mount propagates both ways.
        """
        self.call("unshare", CLONE_NEWNS)
        self.call("mount", b"none", b"/", 0, MS_REC | MS_SLAVE, 0)

    def bind(self, source: str, target: str) -> None:
        """Cover `target` with `source` in this mount namespace."""
        self.call("mount", os.fsencode(source), os.fsencode(target), 0, MS_BIND, 0)

    def unmount(self, path: str) -> None:
        """Take away what covers `path`."""
        self.call("umount2", os.fsencode(path), MNT_DETACH)

    def execute(self, path: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        """Become another program. Returns only by OSError."""
        words = _pointers([os.fsencode(word) for word in arguments])
        pairs = _pointers([os.fsencode(f"{key}={item}") for key, item in environment.items()])
        self.call("execve", os.fsencode(path), ctypes.addressof(words), ctypes.addressof(pairs))

    def detach(self, filesystem: str) -> int:
        """Return a descriptor (O_PATH) of a fresh `filesystem` that is mounted nowhere.

        Nothing can be mounted over what has no path. Needs Linux 5.2 and CAP_SYS_ADMIN.
        """
        context = self.call("fsopen", filesystem.encode(), FSOPEN_CLOEXEC)
        try:
            self.call("fsconfig", context, FSCONFIG_CMD_CREATE, 0, 0, 0)
            return self.call("fsmount", context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID_NODEV_NOEXEC)
        finally:
            self.call("close", context)

    def _open(self, path: str, flags: int) -> int:
        if "\0" in path:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return self.call("openat", AT_FDCWD, os.fsencode(path), flags | os.O_CLOEXEC, 0)


@cache
def open_kernel() -> Kernel:
    """Return the one way to the kernel; raise RootoutError where there is none."""
    return Kernel()


def parse_entries(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield name and type of each linux_dirent64 in `data` (getdents64(2)), not . and .. ."""
    position = 0
    while position + _ENTRY_HEAD.size <= len(data):
        _, _, length, kind = _ENTRY_HEAD.unpack_from(data, position)
        if length < _ENTRY_HEAD.size:
            return
        name = data[position + _ENTRY_HEAD.size : position + length].partition(b"\0")[0]
        if name not in (b"", b".", b".."):
            yield os.fsdecode(name), kind
        position += length


def _pointers(words: Sequence[bytes]) -> "ctypes.Array[ctypes.c_char_p]":
    return (ctypes.c_char_p * (len(words) + 1))(*words, None)
