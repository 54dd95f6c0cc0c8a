"""The extended log format of the W3C, which IIS, and some proxies and delivery networks write.

https://www.w3.org/TR/WD-logfile.html: lines with # name the fields of those that follow. Times
are UTC; blanks inside a field are written as +; a hyphen is a field that has no value.
"""

from collections.abc import Mapping

from rootout.weblog.addresses import client_of
from rootout.weblog.clock import iso_time
from rootout.weblog.request import SAMPLE, Line, Request, Unreadable, told, unreadable

FIELDS = "#Fields:"


def fields_of(directive: str) -> tuple[str, ...] | None:
    """Return the names that `#Fields:` gives; None where another directive stands."""
    return tuple(directive[len(FIELDS) :].split()) if directive.startswith(FIELDS) else None


def parse_extended(line: str, names: tuple[str, ...]) -> Line:
    """Read one line whose fields are `names`."""
    words = line.replace("\t", " ").split(" ")
    if len(words) != len(names):
        return Unreadable("truncated" if len(words) < len(names) else "unknown", line[:SAMPLE])
    told_of = dict(zip(names, words, strict=True))
    time = iso_time(f"{told_of.get('date', '')} {told_of.get('time', '')}")
    status = told_of.get("sc-status", "")
    if time is None or len(status) != 3 or not (status.isascii() and status.isdigit()):
        return unreadable(line)
    address = client_of(told_of.get("c-ip", ""))
    if address is None:
        return Unreadable("address", line[:SAMPLE])
    size = told_of.get("sc-bytes", "-")
    path, query = _target(told_of)
    return Request(
        time,
        address,
        told(told_of.get("cs-host", told_of.get("cs(Host)"))),
        told(told_of.get("cs-username")),
        told(told_of.get("cs-method")) or "",
        path,
        query,
        int(status),
        int(size) if size.isascii() and size.isdigit() and len(size) <= 15 else 0,
        told(told_of.get("cs(Referer)")),
        told(told_of.get("cs(User-Agent)")),
    )


def _target(told_of: Mapping[str, str]) -> tuple[str, str]:
    whole = told_of.get("cs-uri-stem", told_of.get("cs-uri", "-"))
    path, _, query = whole.partition("?")
    return told(path) or "", told(told_of.get("cs-uri-query", query)) or ""
