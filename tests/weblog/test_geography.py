"""Where addresses are, by a database of our own making."""

from pathlib import Path
from typing import Any

import pytest

from rootout.errors import RootoutError
from rootout.weblog.geography import Geography


def encoded(item: Any) -> bytes:
    """Write one value as the specification's "Data Section" says."""
    if isinstance(item, str):
        data = item.encode()
        long = bytes([0x5D, len(data) - 29]) if len(data) > 28 else b""
        return (long or bytes([0x40 | len(data)])) + data
    if isinstance(item, int):
        return b"\xc4" + item.to_bytes(4, "big")  # 32 bits
    if isinstance(item, list):
        return bytes([len(item), 4]) + b"".join(map(encoded, item))
    pairs = b"".join(encoded(key) + _of_width(key, part) for key, part in item.items())
    return bytes([0xE0 | len(item)]) + pairs


def _of_width(key: str, item: Any) -> bytes:
    """Write some numbers in the width that the specification's "Database Metadata" asks for."""
    if key in ("record_size", "ip_version") or key.startswith("binary_format"):
        return b"\xa2" + item.to_bytes(2, "big")
    return b"\x08\x02" + item.to_bytes(8, "big") if key == "build_epoch" else encoded(item)


def database(path: Path, found: dict[str, Any]) -> Path:
    """Write a database in which every IPv4 address is at one place."""
    record = (1 + 16).to_bytes(3, "big")
    about = {
        "node_count": 1, "record_size": 24, "ip_version": 4, "database_type": "Test",
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1,
        "languages": ["en"], "description": {"en": "test"},
    }  # fmt: skip
    path.write_bytes(
        record * 2 + bytes(16) + encoded(found) + b"\xab\xcd\xefMaxMind.com" + encoded(about)
    )
    return path


def test_country_city_and_network_are_told(tmp_path: Path) -> None:
    city = {"country": {"iso_code": "DE"}, "city": {"names": {"en": "Kiel"}}}
    owner = {"autonomous_system_number": 64496, "autonomous_system_organization": "Example"}
    paths = (database(tmp_path / "city", city), database(tmp_path / "asn", owner))
    with Geography(paths) as geography:
        assert geography.where("203.0.113.9") == "DE, Kiel, AS64496 Example"
        assert geography.where("2001:db8::1") == ""
        assert geography.where("client.example") == ""


def test_what_is_no_database_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database")
    for name in ("x", "missing"):
        with pytest.raises(RootoutError, match="is no MaxMind database"):
            Geography((tmp_path / name,))


def test_library_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "maxminddb", None)
    with pytest.raises(RootoutError, match="no library"):
        Geography((tmp_path,))
