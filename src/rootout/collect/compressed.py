"""Old logs as logrotate(8) leaves them: compressed, and of any size once unpacked."""

import zlib

from rootout.model.record import Reason

MOST_BYTES = 64 * 1024 * 1024  # after unpacking
GZIP = b"\x1f\x8b"
OTHER_FORMATS = (b"\xfd7zXZ\0", b"BZh", b"\x28\xb5\x2f\xfd")  # xz, bzip2, zstd
WINDOW = 16 + zlib.MAX_WBITS  # what zlib calls gzip


def unpacked(data: bytes) -> tuple[bytes, Reason | None]:
    """Return the content of a log, and why it is not whole; None where it is.

    What is packed is known by its first bytes: a name can say anything.
    """
    if data.startswith(OTHER_FORMATS):
        return b"", "unsupported"
    if not data.startswith(GZIP):
        return data, None
    parts: list[bytes] = []
    room = MOST_BYTES
    while data.startswith(GZIP) and room > 0:  # gzip files can be joined: gzip(1)
        unpacker = zlib.decompressobj(WINDOW)
        try:
            parts.append(unpacker.decompress(data, room))
        except zlib.error:
            return b"".join(parts), "malformed"
        room -= len(parts[-1])
        data = unpacker.unused_data
        if not unpacker.eof:
            return b"".join(parts), "too_large" if room == 0 else "malformed"
    return b"".join(parts), "too_large" if data.strip(b"\0") else None
