"""What the kernel says of a path itself, in one call: mode, times, birth, locks (statx(2))."""

import ctypes
import errno
import os
import stat as modes
import struct
import threading

from rootout.errors import RootoutError
from rootout.host.syscall import AT_FDCWD, Kernel, open_kernel
from rootout.model.file import FileKind, Stat

KINDS: dict[int, FileKind] = {
    modes.S_IFREG: "file",
    modes.S_IFDIR: "directory",
    modes.S_IFLNK: "link",
    modes.S_IFIFO: "fifo",
    modes.S_IFSOCK: "socket",
    modes.S_IFBLK: "block",
    modes.S_IFCHR: "character",
}
# linux/stat.h: mask, block size, attributes, links, uid, gid, mode, inode, size, blocks, mask of
# the attributes; access, birth, change, modification; numbers of a device, numbers of its disk.
LAYOUT = struct.Struct("=IIQIIIHxxQQQQ" + "qIxxxx" * 4 + "IIII")
SIZE = 256
LONGEST = 4096  # PATH_MAX of linux/limits.h, with the byte that ends it
BASIC, BIRTH = 0x7FF, 0x800
LOOK = 0x100 | 0x800  # AT_SYMLINK_NOFOLLOW, AT_NO_AUTOMOUNT
LOCKS = 0x10 | 0x20  # STATX_ATTR_IMMUTABLE, STATX_ATTR_APPEND: the numbers of chattr's flags
REFUSED = frozenset((errno.ENOSYS, errno.EPERM))  # by an old kernel, or a filter of system calls
SECOND = 1_000_000_000


class _Desk(threading.local):
    """Where a thread asks and is answered: made once, as a scan asks for every file there is."""

    def __init__(self) -> None:
        self.path = ctypes.create_string_buffer(LONGEST)
        self.path_at = ctypes.addressof(self.path)
        self.answer = ctypes.create_string_buffer(SIZE)
        self.answer_at = ctypes.addressof(self.answer)


_desk = _Desk()


def look_at(name: str, folder: int = AT_FDCWD) -> Stat:
    """Look at `name` itself, in the folder of a descriptor or else by its path."""
    try:
        return _ask(open_kernel(), name, folder)
    except RootoutError:
        pass
    except OSError as error:
        if error.errno not in REFUSED:
            raise OSError(error.errno, error.strerror, name) from None
    found = os.stat(name, dir_fd=None if folder == AT_FDCWD else folder, follow_symlinks=False)
    return stat_of(found)


def stat_of(seen: os.stat_result) -> Stat:
    """Turn what lstat(2) says into a `Stat`."""
    return Stat(
        kind=KINDS.get(modes.S_IFMT(seen.st_mode), "character"),  # damaged: not to be opened
        mode=modes.S_IMODE(seen.st_mode),
        uid=seen.st_uid,
        gid=seen.st_gid,
        size=seen.st_size,
        device=seen.st_dev,
        inode=seen.st_ino,
        links=seen.st_nlink,
        accessed_ns=seen.st_atime_ns,
        modified_ns=seen.st_mtime_ns,
        changed_ns=seen.st_ctime_ns,
    )


def _ask(kernel: Kernel, name: str, folder: int) -> Stat:
    if "\0" in name:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    path = os.fsencode(name)
    if len(path) >= LONGEST:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), name)
    _desk.path.value = path
    kernel.call("statx", folder, _desk.path_at, LOOK, BASIC | BIRTH, _desk.answer_at)
    (
        mask, _, attributes, links, uid, gid, mode, inode, size, _, _,
        accessed, accessed_ns, born, born_ns, changed, changed_ns, modified, modified_ns,
        _, _, major, minor,
    ) = LAYOUT.unpack_from(_desk.answer)  # fmt: skip
    return Stat(
        kind=KINDS.get(modes.S_IFMT(mode), "character"),
        mode=modes.S_IMODE(mode),
        uid=uid,
        gid=gid,
        size=size,
        device=os.makedev(major, minor),
        inode=inode,
        links=links,
        accessed_ns=accessed * SECOND + accessed_ns,
        modified_ns=modified * SECOND + modified_ns,
        changed_ns=changed * SECOND + changed_ns,
        born_ns=born * SECOND + born_ns if mask & BIRTH else None,
        locks=attributes & LOCKS,
    )
