import mmap
import os
import struct

import pytest

from rootout.host.bpf.ring import Ring

SIZE = mmap.PAGESIZE
BUSY, DISCARDED = 1 << 31, 1 << 30


@pytest.fixture
def made(tmp_path):
    """A file in the place of a map, with what the kernel would have written."""
    descriptor = os.open(tmp_path / "ring", os.O_RDWR | os.O_CREAT)
    os.truncate(descriptor, 2 * mmap.PAGESIZE + 2 * SIZE)

    def write(*records, produced=None):
        data = b"".join(
            struct.pack("<II", len(body) | flags, 0) + body + b"\0" * (-len(body) % 8)
            for body, flags in records
        )
        os.pwrite(descriptor, data, 2 * mmap.PAGESIZE)
        os.pwrite(descriptor, struct.pack("<Q", produced or len(data)), mmap.PAGESIZE)
        return Ring(descriptor, SIZE)

    yield write
    os.close(descriptor)


def test_records_come_in_order_and_their_room_is_given_back(made):
    ring = made((b"one", 0), (b"gone", DISCARDED), (b"three!!!!", 0))
    assert list(ring.records(9)) == [b"one", b"three!!!!"]
    assert list(ring.records(9)) == []
    assert os.pread(ring.descriptor, 8, 0) == struct.pack("<Q", 16 + 16 + 24)
    ring.close()


def test_no_more_are_read_than_was_asked_for(made):
    ring = made((b"one", 0), (b"two", 0))
    assert list(ring.records(1)) == [b"one"]
    assert list(ring.records(1)) == [b"two"]


def test_a_record_that_is_being_written_is_waited_for(made):
    ring = made((b"one", 0), (b"two", BUSY))
    assert list(ring.records(9)) == [b"one"]
