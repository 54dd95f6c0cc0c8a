"""Log formats that an operator has made: nginx' log_format and Apache's LogFormat, translated.

ngx_http_log_module and mod_log_config list what can stand in one. Each becomes one regular
expression, in which what a client sends cannot reach beyond the quotes or blanks around it.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from rootout.errors import RootoutError
from rootout.model.value import value
from rootout.weblog.addresses import client_of
from rootout.weblog.clock import COMMON, common_time, epoch_time, iso_time
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

NAMED = {
    "common": '%h %l %u %t "%r" %>s %b',
    "combined": '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
    "vhost_combined": '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
}
NGINX = {
    "remote_addr": "address",
    "binary_remote_addr": "address",
    "time_local": "time",
    "time_iso8601": "iso",
    "msec": "epoch",
    "host": "host",
    "http_host": "host",
    "server_name": "host",
    "remote_user": "user",
    "request": "request",
    "request_method": "method",
    "request_uri": "target",
    "uri": "path",
    "args": "query",
    "query_string": "query",
    "status": "status",
    "body_bytes_sent": "size",
    "bytes_sent": "size",
    "http_referer": "referrer",
    "http_user_agent": "agent",
}
APACHE = {
    "h": "address",
    "a": "address",
    "t": "bracketed",
    "v": "host",
    "V": "host",
    "u": "user",
    "r": "request",
    "m": "method",
    "U": "path",
    "q": "query",
    "s": "status",
    "b": "size",
    "B": "size",
    "O": "size",
}
APACHE_HEADERS = {"referer": "referrer", "user-agent": "agent", "host": "host"}
SHAPES = {
    "time": COMMON,
    "bracketed": rf"\[{COMMON}\]",
    "status": "[0-9]{3}",
    "size": "[0-9]{1,15}|-",
    "epoch": r"[0-9]{1,12}(?:\.[0-9]+)?",
    "iso": "[0-9T:.,Z+-]+",
}
ALWAYS = (("address",), ("time", "bracketed", "iso", "epoch"), ("status",))
_NGINX_PART = re.compile(r"\$\{?([A-Za-z0-9_]+)\}?")
_APACHE_PART = re.compile(r"%(?:[!0-9,<>]*)(?:\{([^}]*)\})?(\^?[A-Za-z]{1,2}|%)")


@value
class Layout:
    """One format: what finds the fields of a line, and their names in order."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]

    def parse(self, line: str) -> Line:
        """Read one line of this format."""
        found = self.pattern.fullmatch(line)
        if not found:
            return unreadable(line)
        fields = dict(zip(self.names, found.groups(), strict=True))
        time = _time(fields)
        if time is None:
            return unreadable(line)
        address = client_of(fields["address"])
        if address is None:
            return Unreadable("address", line[:SAMPLE])
        method, path, query = _what(fields)
        size = fields.get("size", "-")
        return Request(
            time,
            address,
            fields.get("host"),
            told(fields.get("user")),
            method,
            path,
            query,
            int(fields["status"]),
            0 if size == "-" else int(size),
            told(fields.get("referrer")),
            told(fields.get("agent")),
        )


def layout_of(text: str) -> Layout:
    """Translate a format string, or the name of a known one; RootoutError where it cannot be."""
    text = NAMED.get(text, text)
    is_apache = "%" in text and "$" not in text
    if is_apache:
        text = text.replace('\\"', '"').replace("\\t", "\t")
    parts = list(_parts(text, _APACHE_PART, _apache) if is_apache else _nginx_parts(text))
    names = [name for name, literal in parts if literal is None and name]
    lacking = [" or ".join(ways) for ways in ALWAYS if not any(one in names for one in ways)]
    if lacking:
        raise RootoutError(
            f"The log format tells no {', no '.join(lacking)}.",
            "Give it as it stands in log_format or LogFormat, with the variables in it.",
        )
    seen: set[str] = set()
    pattern: list[str] = []
    kept: list[str] = []
    for place, (name, literal) in enumerate(parts):
        if literal is not None:
            pattern.append(re.escape(literal))
            continue
        shape = SHAPES.get(name) or _free(parts, place)
        is_new = bool(name) and name not in seen
        pattern.append(f"({shape})" if is_new else f"(?:{shape})")
        if is_new:
            seen.add(name)
            kept.append(name)
    return Layout(pattern=re.compile("".join(pattern), re.DOTALL), names=tuple(kept))


Part = tuple[str, str | None]  # the name of a field, or "" and a text that stands between


def _nginx_parts(text: str) -> Iterator[Part]:
    return _parts(text, _NGINX_PART, lambda found: NGINX.get(found[1], ""))


def _apache(found: re.Match[str]) -> str | None:
    inside, letter = found[1], found[2]
    if letter == "%":
        return None
    if letter == "i":
        return APACHE_HEADERS.get((inside or "").lower(), "")
    if letter == "t" and inside:
        return {"sec": "epoch", "msec": "epoch"}.get(inside.removeprefix("begin:"), "")
    return APACHE.get(letter, "")


def _parts(
    text: str, variable: re.Pattern[str], name_of: Callable[[re.Match[str]], str | None]
) -> Iterator[Part]:
    place = 0
    for found in variable.finditer(text):
        if found.start() > place:
            yield "", text[place : found.start()]
        name = name_of(found)
        yield ("", "%") if name is None else (name, None)
        place = found.end()
    if place < len(text):
        yield "", text[place:]


def _free(parts: list[Part], place: int) -> str:
    """Return the shape of a field that may hold anything but what stands after it."""
    if place + 1 == len(parts):
        return ".*"
    if parts[place][0] == "user":
        return '[^"]*'  # it may hold blanks and brackets: what follows is found from the right
    following = parts[place + 1][1]
    if following is None:
        raise RootoutError(
            "Two variables of the log format touch each other.",
            "Nobody can tell where the first ends: put a blank between them.",
        )
    if following.startswith('"'):
        return r'[^"\\]*(?:\\.[^"\\]*)*'
    return f"[^{re.escape(following[0])}]*"


def _time(fields: Mapping[str, str]) -> int | None:
    if "epoch" in fields:
        return epoch_time(float(fields["epoch"]))
    if "iso" in fields:
        return iso_time(fields["iso"])
    return common_time(fields.get("time") or fields["bracketed"][1:-1])


def _what(fields: Mapping[str, str]) -> tuple[str, str, str]:
    """Return method, path and query, however the format tells them."""
    if "request" in fields:
        method, target = request_parts(fields["request"])
        return method, *target_parts(target)
    if "target" in fields:
        return told(fields.get("method")) or "", *target_parts(fields["target"])
    query = (told(fields.get("query")) or "").removeprefix("?")
    return told(fields.get("method")) or "", told(fields.get("path")) or "", query
