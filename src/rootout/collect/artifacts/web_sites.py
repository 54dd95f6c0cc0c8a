"""What web servers give out and where they log, as their configuration says."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.web.servers import sites_of
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value


@value
class WebSite(Record):
    """One server or virtual host."""

    server: str  # nginx, apache, lighttpd, caddy, openlitespeed
    names: tuple[str, ...]
    roots: tuple[str, ...]
    logs: tuple[str, ...]
    layouts: tuple[str, ...]  # of each log; "" for the common formats


@artifact(form="tree", attack=("T1505.003",))
def collect(host: Host) -> Iterator[WebSite | Gap]:
    """Sites of nginx, Apache, lighttpd, Caddy and OpenLiteSpeed: names, folders and access logs."""
    gaps: list[OSError] = []
    for site in sites_of(host, gaps.append):
        yield WebSite(
            origin=Origin(path=site.path, line=site.line),
            server=site.server,
            names=site.names,
            roots=site.roots,
            logs=tuple(one.path for one in site.logs),
            layouts=tuple(one.layout for one in site.logs),
        )
    for error in gaps:
        yield Gap(artifact="web_sites", path=str(error.filename), reason=reason_of(error))
