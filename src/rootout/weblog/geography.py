"""Where addresses are, by MaxMind DB files that a person has: GeoLite2 City, Country or ASN.

The format is MaxMind's, "MaxMind DB File Format Specification" 2.0; their own library reads it.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rootout.errors import RootoutError

HINT = "Name .mmdb files, such as GeoLite2-City.mmdb and GeoLite2-ASN.mmdb."


class Geography:
    """Several databases that are asked together."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        """Open them. Raises RootoutError for one that cannot be read."""
        try:
            import maxminddb
        except ImportError as error:
            hint = "Install rootout with its extra `web`."
            raise RootoutError("there is no library for .mmdb files", hint) from error
        self._readers = []
        for path in paths:
            try:
                self._readers.append(maxminddb.open_database(path))
            except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
                raise RootoutError(f"{path} is no MaxMind database: {error}", HINT) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reader in self._readers:
            reader.close()

    def where(self, address: str) -> str:
        """Return country, city and network of an address, as far as they are known."""
        parts: list[str] = []
        for reader in self._readers:
            try:
                found = reader.get(address)
            except ValueError:  # a host name, or IPv6 in a database of IPv4
                continue
            if isinstance(found, dict):
                parts += _parts(found)
        return ", ".join(parts)


def _parts(found: dict[str, Any]) -> list[str]:
    country = found.get("country") or found.get("registered_country") or {}
    city = (found.get("city") or {}).get("names", {}).get("en")
    number = found.get("autonomous_system_number")
    network = f"AS{number} {found.get('autonomous_system_organization', '')}".strip()
    named = (country.get("iso_code"), city, network if number else None)
    return [str(one) for one in named if one]
