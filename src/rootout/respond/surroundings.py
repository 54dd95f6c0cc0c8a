"""What the guard sees for itself at the moment of acting: ourselves, and our way to the network."""

import ipaddress
import os
import re
from collections.abc import Iterator

from rootout.collect.artifacts.operator import Operator, collect
from rootout.host.api import Host, ProcessRef
from rootout.respond.account_lines import id_of, rows_of

KERNEL_THREAD = 0x00200000  # PF_KTHREAD, in the ninth field of /proc/PID/stat: proc(5)
FLAGS, START = 6, 19  # fields behind the name
ACCOUNTS = "/etc/passwd"
NOBODY_LOGGED_IN = 2**32 - 1  # in /proc/PID/loginuid: audit_setloginuid(3)
SOCKET = re.compile(r"socket:\[(\d{1,19})\]")
RESOLVERS = "/etc/resolv.conf"
ROUTES, ROUTES_6 = "/proc/self/net/route", "/proc/self/net/ipv6_route"
ROUTE_FIELDS, ROUTE_6_FIELDS = 3, 5
MOST_BYTES = 1024 * 1024


def own_processes(host: Host) -> frozenset[str]:
    """Return the keys of rootout and of every parent that it has."""
    if not host.is_live:
        return frozenset()
    seen = [one for one in collect(host) if isinstance(one, Operator)]
    return frozenset(key for one in seen for key in one.processes)


def own_accounts(host: Host) -> frozenset[str]:
    """Return the accounts that rootout's parents run as, or logged in with, but for uid 0."""
    uids: set[int | None] = set()
    for key in own_processes(host):
        folder = f"/proc/{ProcessRef.from_key(key).pid}"
        uids.add(id_of([_read(host, f"{folder}/loginuid").strip()], 0))
        lines = _read(host, f"{folder}/status").split(b"\n")
        words = next((one.split() for one in lines if one.startswith(b"Uid:")), [])
        uids.update(id_of(words, field) for field in range(1, 5))
    uids -= {None, 0, NOBODY_LOGGED_IN}
    rows = rows_of(_read(host, ACCOUNTS))
    return frozenset(os.fsdecode(row[0]) for row in rows if id_of(row, 2) in uids)


def own_ways_in(host: Host) -> frozenset[str]:
    """Return where rootout's parents are connected from, by the sockets that they hold.

    A claim of SSH_CONNECTION counts where some connection agrees: a multiplexer such as tmux is no
    child of sshd. The loopback tells nothing: whoever comes by it comes through a proxy.
    """
    if not host.is_live:
        return frozenset()
    seen = [one for one in collect(host) if isinstance(one, Operator)]
    claims = {one.claimed_address for one in seen}
    held = {one for operator in seen for key in operator.processes for one in _held(host, key)}
    return frozenset(
        one.remote_address
        for one in host.sockets()
        if one.state == "established"
        and _is_outside(one.remote_address)
        and (one.inode in held or one.remote_address in claims)
    )


def _held(host: Host, key: str) -> Iterator[int]:
    """Yield the inodes of the sockets that a process has open: proc(5), /proc/PID/fd."""
    folder = f"/proc/{ProcessRef.from_key(key).pid}/fd"
    try:
        targets = [host.target(f"{folder}/{name}") for name in host.names(folder)]
    except OSError:
        return
    matches = (SOCKET.fullmatch(target) for target in targets)
    yield from (int(match[1]) for match in matches if match)


def _is_outside(text: str) -> bool:
    address = _address(text)
    return address is not None and not ipaddress.ip_address(address).is_loopback


def is_kernel_thread(host: Host, key: str) -> bool:
    """Say whether the process with `key` is a part of the kernel."""
    ref = ProcessRef.from_key(key)
    fields = _read(host, f"/proc/{ref.pid}/stat").rpartition(b")")[2].split()
    return len(fields) > START and bool(int(fields[FLAGS]) & KERNEL_THREAD)


def is_as_packaged(host: Host, path: str) -> bool:
    """Say whether a package vouches for every byte of a file."""
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return False
    try:
        return host.digest(path, expected.algorithm) == expected.digest
    except OSError:
        return False


def needed_addresses(host: Host) -> frozenset[str]:
    """Return the gateways and name servers that the host uses now."""
    servers = name_servers(_read(host, RESOLVERS))
    if not host.is_live:
        return frozenset(servers)
    return frozenset((*servers, *gateways(_read(host, ROUTES)), *gateways_6(_read(host, ROUTES_6))))


def name_servers(data: bytes) -> Iterator[str]:
    """Yield the addresses that resolv.conf(5) names."""
    for line in data.split(b"\n"):
        words = line.split()
        if len(words) > 1 and words[0] == b"nameserver":
            text = words[1].decode(errors="replace").partition("%")[0]
            if address := _address(text):
                yield address


def gateways(data: bytes) -> Iterator[str]:
    """Yield the gateways of /proc/net/route: numbers in the byte order of the machine."""
    for line in data.split(b"\n")[1:]:
        words = line.split()
        if len(words) >= ROUTE_FIELDS and words[2] != b"00000000":
            raw = _hexadecimal(words[2])
            if len(raw) == 4:
                yield str(ipaddress.IPv4Address(raw[::-1]))


def gateways_6(data: bytes) -> Iterator[str]:
    """Yield the next hops of /proc/net/ipv6_route."""
    for line in data.split(b"\n"):
        words = line.split()
        if len(words) >= ROUTE_6_FIELDS and words[4].strip(b"0"):
            raw = _hexadecimal(words[4])
            if len(raw) == 16:
                yield str(ipaddress.IPv6Address(raw))


def _hexadecimal(word: bytes) -> bytes:
    try:
        return bytes.fromhex(word.decode(errors="replace"))
    except ValueError:
        return b""


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _read(host: Host, path: str) -> bytes:
    try:
        return host.read(path, MOST_BYTES).data
    except OSError:
        return b""
