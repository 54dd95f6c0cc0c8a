"""One line of an access log: a request that was read, or a line that could not be."""

import re
from typing import Literal, NamedTuple

Why = Literal["empty", "too long", "TLS", "NUL", "not UTF-8", "truncated", "address", "unknown"]

LONGEST_LINE = 256 * 1024  # four header lines of 8 KiB, each byte written as \xNN: ngx_http_log


class Request(NamedTuple):
    """What a log tells of one request; None where the log has no such field, "" where it is -."""

    time: int  # seconds since 1970, UTC
    address: str  # as the standard library writes it, or the name that the server looked up
    host: str | None
    user: str | None
    method: str  # "" where the request is no HTTP
    path: str
    query: str
    status: int
    size: int
    referrer: str | None
    agent: str | None


class Unreadable(NamedTuple):
    """A line that told no request, and why."""

    why: Why
    sample: str


class Directive(NamedTuple):
    """A line that speaks of the log itself, as W3C logs have."""

    text: str


METHOD = re.compile("[A-Z][A-Z_-]{0,31}")  # RFC 9110: methods are case-sensitive
Line = Request | Unreadable | Directive
SAMPLE = 160


def unreadable(line: str) -> Unreadable:
    r"""Tell why `line` told no request. Bytes that are no text are in it as \xNN already."""
    return Unreadable(_why(line), line[:SAMPLE])


def _why(line: str) -> Why:
    if not line.strip():
        return "empty"
    if len(line) > LONGEST_LINE:
        return "too long"
    if "\\x16\\x03" in line[:SAMPLE] or "\x16\x03" in line[:SAMPLE]:
        return "TLS"
    if "\\x00" in line:
        return "NUL"
    if any(f"\\x{digit}" in line for digit in "89abcdef"):
        return "not UTF-8"
    return "unknown"


def target_parts(target: str) -> tuple[str, str]:
    """Split the target of a request into its path and its query."""
    path, _, query = target.partition("?")
    return path, query


def request_parts(request: str) -> tuple[str, str]:
    """Split `GET /path HTTP/1.1` into its method and target; what is no HTTP has no method."""
    method, blank, rest = request.partition(" ")
    target, blank, protocol = rest.rpartition(" ")
    if blank and protocol.startswith("HTTP/") and METHOD.fullmatch(method):
        return method, target
    return "", request


def told(text: str | None) -> str | None:
    """Return `text`, "" for the hyphen that stands for nothing."""
    return "" if text == "-" else text
