"""The common and the combined log format, with or without the virtual host before them.

`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`: Apache's mod_log_config, and nginx'
ngx_http_log_module. What a client sends stands between quotes, with quotes escaped, but the
user, which no quote can leave: so the address and the time, before the first quote, are sure.
"""

import re

from rootout.weblog.addresses import address_of, client_of
from rootout.weblog.clock import COMMON, common_time
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

_QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_STATUS = r" ([0-9]{3}) ([0-9]{1,15}|-)"
_WHOLE = re.compile(
    rf'([^"]*) \[({COMMON})\] {_QUOTED}{_STATUS}(?: {_QUOTED} {_QUOTED}(?: .*)?| (?!").*)?',
    re.DOTALL,
)
_START = re.compile(rf'([^"]*) \[({COMMON})\] "')
_MIDDLE = re.compile(rf'"{_STATUS}(?= |$)')


def parse_common(line: str) -> Line:
    """Read one line; the host before the address where there is one."""
    found = _WHOLE.fullmatch(line)
    if found:
        head, time, request, status, size, referrer, agent = found.groups()
        return _request(line, head, time, (request, status, size, referrer, agent))
    start = _START.match(line)
    if not start:
        return unreadable(line)
    middle = _MIDDLE.search(line, start.end() - 1)
    if not middle:
        return Unreadable("truncated", line[:SAMPLE])
    referrer, agent = _tail(line[middle.end() :])
    request = line[start.end() : middle.start()]
    return _request(line, start[1], start[2], (request, middle[1], middle[2], referrer, agent))


def _tail(text: str) -> tuple[str | None, str | None]:
    """Split what follows the size where quotes are not escaped as they should be."""
    if not text.startswith(' "'):
        return None, None
    referrer, _, rest = text[2:].partition('" "')
    agent, quote, _ = rest.rpartition('"')
    return referrer, agent if quote else rest


def _request(
    line: str, head: str, when: str, rest: tuple[str, str, str, str | None, str | None]
) -> Line:
    request, status, size, referrer, agent = rest
    time = common_time(when)
    who = _who(head)
    if time is None:
        return unreadable(line)
    if who is None:
        return Unreadable("address", line[:SAMPLE])
    host, address, user = who
    method, target = request_parts(request)
    path, query = target_parts(target)
    return Request(
        time,
        address,
        host,
        told(user),
        method,
        path,
        query,
        int(status),
        0 if size == "-" else int(size),
        told(referrer),
        told(agent),
    )


def _who(head: str) -> tuple[str | None, str, str] | None:
    """Return host, address and user. A host is sent by the client, and may look like an address.

    So the second word is the address where it is one; an address is never asked of identd.
    """
    words = head.split(" ", 3)
    if len(words) < 3:
        return None
    second = address_of(words[1])
    if len(words) > 3 and second is None and client_of(words[0]) is None:
        second = client_of(words[1])
    if len(words) > 3 and second is not None:
        return words[0], second, words[3]
    first = client_of(words[0])
    return (None, first, " ".join(words[2:])) if first is not None else None
