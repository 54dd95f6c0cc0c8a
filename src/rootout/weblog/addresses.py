"""Addresses as logs write them: made one form, and never believed before they are checked."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
NAME = re.compile(rf"(?:{_LABEL}\.)*(?=[0-9_-]*[A-Za-z]){_LABEL}\.?")
LONGEST_NAME = 253


@lru_cache(maxsize=65536)
def address_of(text: str) -> str | None:
    """Return the one form of an address, IPv4 in IPv6 as IPv4; None where it is no address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if address.scope_id is not None:
            return str(IPv6Address(int(address)))
    return str(address)


def client_of(text: str) -> str | None:
    """Return the one form of an address, or a host name as it stands: HostnameLookups."""
    address = address_of(text)
    if address is not None:
        return address
    is_name = len(text) <= LONGEST_NAME and NAME.fullmatch(text)
    return text if is_name else None
