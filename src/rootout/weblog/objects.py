"""Logs of one JSON object a line: Caddy, Traefik, and what nginx and Apache are told to write.

Caddy: https://caddyserver.com/docs/logging; Traefik: https://doc.traefik.io/traefik/observability
/access-logs; the Elastic Common Schema; Docker's json-file driver wraps lines of any format.
Keys are looked for by their names, since those of nginx and Apache are the operator's choice.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from rootout.weblog.addresses import client_of
from rootout.weblog.clock import COMMON_TIME, MOST_SECONDS, common_time, epoch_time, iso_time
from rootout.weblog.request import (
    SAMPLE,
    Line,
    Request,
    Unreadable,
    request_parts,
    target_parts,
    told,
    unreadable,
)

ADDRESS = (
    "request.remote_ip",  # who connected; client_ip is what a proxy says, when it is trusted
    "request.remote_addr",
    "ClientHost",
    "ClientAddr",
    "remote_addr",
    "remote_ip",
    "client_ip",
    "clientip",
    "client.ip",
    "source.ip",
    "source.address",
    "remote_host",
    "remote",
    "ip",
    "address",
)
TIME = (
    "ts", "StartUTC", "time", "@timestamp", "timestamp", "time_iso8601", "time_local", "msec",
    "date", "datetime",
)  # fmt: skip
HOST = (
    "request.host", "RequestHost", "host", "http_host", "server_name", "vhost", "url.domain",
)  # fmt: skip
USER = ("user_id", "ClientUsername", "remote_user", "user", "user.name")
METHOD = ("request.method", "RequestMethod", "request_method", "method", "http.request.method")
TARGET = (
    "request.uri", "RequestPath", "request_uri", "uri", "url.original", "url", "path", "url.path",
)  # fmt: skip
REQUEST = ("request", "request_line")
STATUS = (
    "status", "DownstreamStatus", "status_code", "http.response.status_code", "response", "code",
)  # fmt: skip
SIZE = (
    "size", "DownstreamContentSize", "body_bytes_sent", "bytes_sent", "bytes", "bytes_read",
    "http.response.body.bytes", "body_size",
)  # fmt: skip
REFERRER = (
    "request.headers.Referer", "request_Referer", "http_referer", "referer", "referrer",
    "http.request.referrer",
)  # fmt: skip
AGENT = (
    "request.headers.User-Agent", "request_User-Agent", "http_user_agent", "user_agent",
    "user_agent.original", "useragent", "agent",
)  # fmt: skip
DEEPEST = 4


def parse_object(line: str, parse_text: Callable[[str], Line]) -> Line:
    """Read one object; what Docker has wrapped is handed to `parse_text`."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return Unreadable("truncated" if not line.endswith("}") else "unknown", line[:SAMPLE])
    if not isinstance(found, dict):
        return unreadable(line)
    wrapped = found.get("log")
    if isinstance(wrapped, str) and "stream" in found:
        return parse_text(wrapped.rstrip("\n"))
    fields = dict(_flat(found, "", DEEPEST))
    time = _time(_first(fields, TIME))
    method, target = _what(fields)
    status = _number(_first(fields, STATUS))
    if time is None or target is None or status is None or status > 999:
        return unreadable(line)
    address = _address(_text(_first(fields, ADDRESS)))
    if address is None:
        return Unreadable("address", line[:SAMPLE])
    path, query = target_parts(target)
    return Request(
        time,
        address,
        _text(_first(fields, HOST)),
        told(_text(_first(fields, USER))),
        method,
        path,
        query,
        status,
        _number(_first(fields, SIZE)) or 0,
        _header(fields, REFERRER),
        _header(fields, AGENT),
    )


def _flat(value: Mapping[str, Any], before: str, deep: int) -> list[tuple[str, Any]]:
    """Name what is inside other objects by its way there: `request.headers.User-Agent`."""
    pairs: list[tuple[str, Any]] = []
    for key, inside in value.items():
        if isinstance(inside, dict) and deep:
            pairs.extend(_flat(inside, f"{before}{key}.", deep - 1))
        elif isinstance(inside, list):
            pairs.append((before + key, inside[0] if inside else ""))
        else:
            pairs.append((before + key, inside))
    return pairs


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # JSON can hold halves of pairs, which are no text: they are shown as bytes are.
    return str(value).encode(errors="backslashreplace").decode().replace("\0", "\\x00")


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 10**15 else None
    is_number = isinstance(value, str) and value.isascii() and value.isdigit()
    return int(value) if is_number and len(value) <= 15 else None


def _time(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return epoch_time(value)
    if not isinstance(value, str):
        return None
    if COMMON_TIME.fullmatch(value):
        return common_time(value)
    seconds = value.partition(".")[0]
    if seconds.isascii() and seconds.isdigit() and len(seconds) <= len(str(MOST_SECONDS * 1000)):
        return epoch_time(int(seconds))
    return iso_time(value)


def _what(fields: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return method and target, which stand apart or in one line."""
    target = _text(_first(fields, TARGET))
    if target is not None:
        return _text(_first(fields, METHOD)) or "", target
    line = _text(_first(fields, REQUEST))
    return request_parts(line) if line is not None else ("", None)


def _address(text: str | None) -> str | None:
    """Return an address that may have a port behind it, and brackets around it."""
    if text is None:
        return None
    if text.startswith("["):
        return client_of(text[1:].partition("]")[0])
    before, _, port = text.rpartition(":")
    has_port = bool(before) and ":" not in before and port.isdigit()
    return client_of(before if has_port else text)


def _header(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Return a header; "" where the log tells headers and this one was not sent."""
    found = told(_text(_first(fields, names)))
    if found is None and any(name.startswith("request.headers.") for name in fields):
        return ""
    return found
