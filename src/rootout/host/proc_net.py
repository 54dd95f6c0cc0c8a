"""The socket tables of /proc/net: what netstat and its like believe (proc_pid_net(5))."""

import struct
from collections.abc import Iterator

from rootout.host.api import SocketEntry
from rootout.host.inet import address_of, state_of

FOLDER = "/proc/self/net"
TABLES = {
    ("tcp", 2): "tcp",
    ("tcp", 10): "tcp6",
    ("udp", 2): "udp",
    ("udp", 10): "udp6",
    ("raw", 2): "raw",
    ("raw", 10): "raw6",
}
IPV6 = "if_inet6"  # there where the kernel speaks IPv6
COLUMNS = 10  # number local remote state queues timer retransmits uid timeout inode
WORDS = {2: 1, 10: 4}  # of 32 bits in an address
MOST_PORT, MOST_NUMBER = 0xFFFF, 2**63


def table_path(protocol: str, family: int) -> str:
    """Return the path of the table for tcp, udp or raw sockets of IPv4 (2) or IPv6 (10)."""
    return f"{FOLDER}/{TABLES[protocol, family]}"


def inodes_of(data: bytes) -> Iterator[int]:
    """Yield the inode of every socket of a table; 0 for those that no process holds."""
    for line in data.split(b"\n")[1:]:
        words = line.split(None, COLUMNS)
        if len(words) >= COLUMNS and words[COLUMNS - 1].isdigit():
            yield int(words[COLUMNS - 1][:19])


def parse_table(protocol: str, family: int, data: bytes) -> Iterator[SocketEntry | None]:
    """Yield each socket of a table; None for a line that is none."""
    for line in data.split(b"\n")[1:]:
        if line.strip():
            yield _row(protocol, family, line.split())


def _row(protocol: str, family: int, words: list[bytes]) -> SocketEntry | None:
    try:
        local, local_port = _place(family, words[1])
        remote, remote_port = _place(family, words[2])
        state, uid, inode = int(words[3], 16), int(words[7]), int(words[9])
    except (IndexError, ValueError, struct.error):
        return None
    if not (0 <= uid < MOST_NUMBER and 0 <= inode < MOST_NUMBER):
        return None
    return SocketEntry(
        protocol=protocol,
        family=family,
        state=state_of(state),
        local_address=local,
        local_port=local_port,
        remote_address=remote,
        remote_port=remote_port,
        uid=uid,
        inode=inode,
    )


def _place(family: int, word: bytes) -> tuple[str, int]:
    """Read `0100007F:1F90`: words of 32 bits as this machine orders them, then the port."""
    address, _, port = word.partition(b":")
    size = 8 * WORDS[family]
    if len(address) != size:
        raise ValueError(word)
    parts = [int(address[at : at + 8], 16) for at in range(0, size, 8)]
    number = int(port, 16)
    if not 0 <= number <= MOST_PORT:
        raise ValueError(word)
    return address_of(family, struct.pack(f"={len(parts)}I", *parts)), number
