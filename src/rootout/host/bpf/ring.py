"""The ring through which programs in the kernel hand over records.

Layout: https://docs.kernel.org/bpf/ringbuf.html. One page has our place in it, the next the
kernel's, and behind that the data are mapped twice, so that no record is ever in two parts.
"""

import mmap
import struct
from collections.abc import Iterator
from typing import Final

_BUSY: Final = 1 << 31
_DISCARDED: Final = 1 << 30
_HEAD: Final = 8  # bytes before each record; lengths are rounded up to as much
_LENGTH: Final = struct.Struct("<I")


class Ring:
    """One reader of a ring map with `size` bytes, a power of two."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self._mask = size - 1
        page = mmap.PAGESIZE
        both = mmap.PROT_READ | mmap.PROT_WRITE
        self._own = mmap.mmap(descriptor, page, mmap.MAP_SHARED, both)
        length = page + 2 * size
        self._data = mmap.mmap(descriptor, length, mmap.MAP_SHARED, mmap.PROT_READ, offset=page)
        # Written and read at once, as one word: the kernel looks at the same time.
        self._consumed = memoryview(self._own)[:8].cast("Q")
        self._produced = memoryview(self._data)[:8].cast("Q")
        self._place = self._consumed[0]

    def records(self, most: int) -> Iterator[bytes]:
        """Yield the records that are there, at most so many; the room of each is given back."""
        page, mask, data = mmap.PAGESIZE, self._mask, self._data
        end = self._produced[0]
        while self._place < end and most:
            at = page + (self._place & mask)
            (length,) = _LENGTH.unpack_from(data, at)
            if length & _BUSY:
                return
            size = length & ~_DISCARDED
            record = b"" if length & _DISCARDED else data[at + _HEAD : at + _HEAD + size]
            self._place += (size + 2 * _HEAD - 1) & -_HEAD
            self._consumed[0] = self._place
            most -= 1
            if record:
                yield record

    def close(self) -> None:
        """Unmap the ring."""
        self._consumed.release()
        self._produced.release()
        self._own.close()
        self._data.close()
