"""What a file carries beside its content: extended attributes and chattr flags."""

import contextlib
import errno
import fcntl
import os
import stat as modes
import struct
from collections.abc import Iterator

GET_FLAGS = 0x80086601  # FS_IOC_GETFLAGS, ioctl_iflags(2)
SET_FLAGS = 0x40086602  # FS_IOC_SETFLAGS
IMMUTABLE = 0x10
APPEND_ONLY = 0x20
# linux/fs.h: FS_FL_USER_MODIFIABLE with JOURNAL_DATA, NOCOW and PROJINHERIT. The other bits are
# the file system's own, such as `extents`, and cannot be set.
CHANGEABLE = 0x000380FF | 0x4000 | 0x00800000 | 0x20000000
UNSUPPORTED = frozenset((errno.ENOTTY, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS))

# A file by its path, never followed, or by a descriptor, which nobody can swap for another file.
Handle = str | int


def extended(handle: Handle) -> tuple[tuple[str, str], ...]:
    """Return every extended attribute, ACLs too: name and value in hexadecimal."""
    follow = isinstance(handle, int)
    try:
        names = os.listxattr(handle, follow_symlinks=follow)
    except OSError:
        return ()
    found = []
    for name in sorted(names):
        with contextlib.suppress(OSError):  # gone since it was listed
            found.append((name, os.getxattr(handle, name, follow_symlinks=follow).hex()))
    return tuple(found)


def set_extended(handle: Handle, wanted: tuple[tuple[str, str], ...]) -> None:
    """Give the file exactly the attributes `wanted`."""
    follow = isinstance(handle, int)
    have = dict(extended(handle))
    for name in set(have) - {name for name, _ in wanted}:
        os.removexattr(handle, name, follow_symlinks=follow)
    for name, value in wanted:
        if have.get(name) != value:
            os.setxattr(handle, name, bytes.fromhex(value), follow_symlinks=follow)


def flags(handle: Handle) -> int:
    """Return the chattr flags of a file or folder; 0 where it has none."""
    try:
        with _opened(handle) as descriptor:
            return _flags(descriptor)
    except OSError:
        return 0


def set_flags(handle: Handle, wanted: int) -> None:
    """Set the chattr flags of a file or folder, as far as its file system has them."""
    with _opened(handle) as descriptor:
        try:
            have = _flags(descriptor)
            new = (have & ~CHANGEABLE) | (wanted & CHANGEABLE)
            if new != have:
                fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("l", new))
        except OSError as error:
            if error.errno not in UNSUPPORTED or wanted & (IMMUTABLE | APPEND_ONLY):
                raise


def _flags(descriptor: int) -> int:
    buffer = fcntl.ioctl(descriptor, GET_FLAGS, bytes(8))
    return int(struct.unpack_from("I", buffer)[0])  # an int, whatever the number of the call says


@contextlib.contextmanager
def _opened(handle: Handle) -> Iterator[int]:
    if isinstance(handle, int):
        yield handle
        return
    mode = os.lstat(handle).st_mode
    if not (modes.S_ISREG(mode) or modes.S_ISDIR(mode)):  # opening a device can act
        raise OSError(errno.ENOTTY, "neither a file nor a folder", handle)
    access = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(handle, access)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
