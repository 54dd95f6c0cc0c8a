"""What a file carries beside its content: extended attributes, chattr flags, time of birth."""

import ctypes
import errno
import fcntl
import os
import struct

GET_FLAGS = 0x80086601  # FS_IOC_GETFLAGS, ioctl_iflags(2)
SET_FLAGS = 0x40086602  # FS_IOC_SETFLAGS
IMMUTABLE = 0x10
APPEND_ONLY = 0x20
UNSUPPORTED = frozenset((errno.ENOTTY, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.EPERM))
STATX_BTIME = 0x800
STATX_SIZE = 256
NO_FOLLOW = 0x100
AT_FDCWD = -100

_libc = ctypes.CDLL(None, use_errno=True)


def extended(place: str) -> tuple[tuple[str, str], ...]:
    """Return every extended attribute of `place` itself, ACLs too: name and value in hexadecimal."""
    try:
        names = os.listxattr(place, follow_symlinks=False)
    except OSError:
        return ()
    found = []
    for name in sorted(names):
        try:
            found.append((name, os.getxattr(place, name, follow_symlinks=False).hex()))
        except OSError:
            continue  # gone since it was listed
    return tuple(found)


def set_extended(place: str, wanted: tuple[tuple[str, str], ...]) -> None:
    """Give `place` itself exactly the attributes `wanted`."""
    have = dict(extended(place))
    for name, value in wanted:
        if have.get(name) != value:
            os.setxattr(place, name, bytes.fromhex(value), follow_symlinks=False)
    for name in set(have) - {name for name, _ in wanted}:
        os.removexattr(place, name, follow_symlinks=False)


def flags(place: str) -> int:
    """Return the chattr flags of a file or folder; 0 where the file system has none."""
    try:
        descriptor = _open(place)
    except OSError:
        return 0
    try:
        buffer = fcntl.ioctl(descriptor, GET_FLAGS, struct.pack("l", 0))
        return int(struct.unpack("l", buffer)[0])
    except OSError:
        return 0
    finally:
        os.close(descriptor)


def set_flags(place: str, wanted: int) -> None:
    """Set the chattr flags of a file or folder, as far as its file system has them."""
    if flags(place) == wanted:
        return
    descriptor = _open(place)
    try:
        fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("l", wanted))
    except OSError as error:
        if error.errno not in UNSUPPORTED or wanted & (IMMUTABLE | APPEND_ONLY):
            raise
    finally:
        os.close(descriptor)


def birth_time(place: str) -> int | None:
    """Return when `place` itself was made, in nanoseconds; None where that is not kept: statx(2)."""
    if not hasattr(_libc, "statx"):
        return None
    buffer = ctypes.create_string_buffer(STATX_SIZE)
    path = os.fsencode(place)
    if _libc.statx(AT_FDCWD, path, NO_FOLLOW, STATX_BTIME, buffer) != 0:
        return None
    mask = struct.unpack_from("I", buffer, 0)[0]
    seconds, nanoseconds = struct.unpack_from("qI", buffer, 80)
    return int(seconds * 1_000_000_000 + nanoseconds) if mask & STATX_BTIME else None


def _open(place: str) -> int:
    return os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
