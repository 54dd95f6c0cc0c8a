"""lighttpd, Caddy and OpenLiteSpeed: what their files say of folders and logs, line by line."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rootout.collect.patterns import expand
from rootout.collect.web.site import Log, Site
from rootout.host.api import Host

MOST_BYTES = 4 * 1024 * 1024


class Server(NamedTuple):
    """Where a server's files lie, and which of their lines name folders and logs."""

    name: str
    patterns: tuple[str, ...]
    root: re.Pattern[str]
    log: re.Pattern[str]


SERVERS = (
    Server(
        "lighttpd",
        ("/etc/lighttpd/lighttpd.conf", "/etc/lighttpd/*/*.conf"),
        re.compile(r'^\s*(?:server\.document-root|alias\.url\s*\+?=.*=>)\s*=?\s*"([^"]+)"'),
        re.compile(r'^\s*accesslog\.filename\s*=\s*"([^"]+)"'),
    ),
    Server(
        "caddy",
        ("/etc/caddy/Caddyfile", "/etc/caddy/*.caddy", "/etc/caddy/*/*.caddy"),
        re.compile(r"^\s*root\s+(?:\*\s+|/\S*\s+)?(/\S+)\s*$"),
        re.compile(r"^\s*output\s+file\s+(/\S+)"),
    ),
    Server(
        "openlitespeed",
        ("/usr/local/lsws/conf/httpd_config.conf", "/usr/local/lsws/conf/vhosts/*/*.conf"),
        re.compile(r"^\s*(?:docRoot|vhRoot)\s+(/\S+)"),
        re.compile(r"^\s*accesslog\s+(/\S+)"),
    ),
)


def sites(host: Host) -> Iterator[Site]:
    """Yield one site for each file that names a folder or a log. Raises OSError."""
    for server in SERVERS:
        for path in expand(host, server.patterns):
            text = host.read(path, MOST_BYTES).data.decode(errors="surrogateescape")
            lines = text.split("\n")
            roots = [found[1] for line in lines if (found := server.root.match(line))]
            logs = [found[1] for line in lines if (found := server.log.match(line))]
            if roots or logs:
                yield Site(
                    server=server.name,
                    path=path,
                    line=1,
                    roots=tuple(dict.fromkeys(roots)),
                    logs=tuple(Log(path=one) for one in dict.fromkeys(logs)),
                )
