"""What the access logs of the web servers tell of attacks on them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rootout.collect.patterns import expand
from rootout.collect.registry import artifact
from rootout.collect.web.servers import sites_of
from rootout.errors import RootoutError
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.finding import Confidence, Severity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value
from rootout.weblog.analysis import Analysis, analyse
from rootout.weblog.layout import Layout, layout_of
from rootout.weblog.opening import opened
from rootout.weblog.sign import Sign

LOGS = (
    "/var/log/nginx/*access*.log*",
    "/var/log/apache2/*access*.log*",
    "/var/log/httpd/*access*log*",
    "/var/log/lighttpd/*access*.log*",
    "/var/log/caddy/*access*.log*",
)
ROTATED = ("", ".[0-9]*", "-[0-9]*")  # logrotate(8): with numbers, or dateext
MOST_BYTES = 512 * 1024 * 1024  # of all logs together, the newest first


@value
class WebAttack(Record):
    """One sign of an attack in access logs; of what is everybody's weather, one of each kind."""

    rule: str
    title: str
    severity: Severity
    confidence: Confidence
    techniques: tuple[str, ...]
    address: str  # "" where it is not one
    url_path: str  # "" where it is not one
    first: int
    last: int
    requests: int
    succeeded: bool
    why: str
    advice: str

    def entities(self) -> tuple[Entity, ...]:
        """Return who, and what was asked for."""
        named = (Entity("address", self.address), Entity("url", self.url_path))
        return tuple(one for one in named if one.key)

    def ties(self) -> Iterator[Tie]:
        """Say that the address asked for it."""
        if self.address and self.url_path:
            yield Tie(Entity("address", self.address), "requested", Entity("url", self.url_path))


@artifact(form="tree", attack=("T1190", "T1505.003"))
def collect(host: Host) -> Iterator[WebAttack | Gap]:
    """Attacks in the access logs of web servers: those that worked, and how many others."""
    missed: list[OSError] = []
    layouts = {log.path: log.layout for site in sites_of(host) for log in site.logs}
    patterns = (*LOGS, *(f"{path}{end}" for path in layouts for end in ROTATED))
    paths, left = _newest(host, expand(host, patterns, missed.append))
    for path in left:
        detail = "older than what is read; `rootout weblog` reads it all"
        yield Gap(artifact="web_attacks", path=path, reason="too_large", detail=detail)
    for error in missed:
        yield Gap(artifact="web_attacks", path=str(error.filename), reason=reason_of(error))
    readable = {path: _layout(text) for path, text in layouts.items()}
    yield from (
        Gap(
            artifact="web_attacks",
            path=path,
            reason="unsupported",
            detail=f"format {layouts[path]}",
        )
        for path, layout in readable.items()
        if layout is None and layouts[path]
    )
    yield from _attacks(host, paths, readable)


def _layout(text: str) -> Layout | None:
    """Translate the format of a log; None where it is a common one, or cannot be."""
    try:
        return layout_of(text) if text else None
    except RootoutError:
        return None


def records_of(analysis: Analysis, log: str, *, folds_weather: bool) -> Iterator[WebAttack]:
    """Yield each sign as a record; of what failed, one of each kind where `folds_weather`.

    Every server on the internet is searched and guessed at all day: that it happened is told once,
    and that it worked is told of each.
    """
    weather: dict[str, list[Sign]] = {}
    for sign in analysis.signs:
        if folds_weather and not sign.succeeded:
            weather.setdefault(sign.rule.id, []).append(sign)
        else:
            yield _record(sign, log)
    for signs in weather.values():
        yield replace(
            _record(signs[0], log),
            severity="informational",
            address="",
            url_path="",
            first=min(one.first for one in signs),
            last=max(one.last for one in signs),
            requests=sum(one.requests for one in signs),
            why=f"{len(signs)} times, in vain as far as the log shows; one of them: {signs[0].why}",
        )


def _record(sign: Sign, log: str) -> WebAttack:
    return WebAttack(
        origin=Origin(path=log),
        rule=sign.rule.id,
        title=sign.rule.title,
        severity=sign.severity,
        confidence=sign.confidence,
        techniques=sign.all_techniques,
        address=sign.address,
        url_path=sign.path,
        first=sign.first,
        last=sign.last,
        requests=sign.requests,
        succeeded=sign.succeeded,
        why=sign.why,
        advice=sign.rule.advice,
    )


def _attacks(
    host: Host, paths: tuple[str, ...], layouts: Mapping[str, Layout | None]
) -> Iterator[WebAttack | Gap]:
    if not paths:
        return
    try:
        with opened(paths, opener=host.open, layout_of=lambda path: _of_log(path, layouts)) as (
            log,
            tally,
        ):
            analysis = analyse(log, tally)
    except OSError as error:
        yield Gap(artifact="web_attacks", path=paths[0], reason=reason_of(error), detail=str(error))
        return
    yield from records_of(analysis, paths[-1], folds_weather=True)
    for path, why in tally.damaged.items():
        yield Gap(artifact="web_attacks", path=path, reason="malformed", detail=why)


def _of_log(path: str, layouts: Mapping[str, Layout | None]) -> Layout | None:
    """Return the format of a log, which its rotated ones have too."""
    names = [name for name in layouts if path.startswith(name)]
    return layouts[max(names, key=len)] if names else None


def _newest(host: Host, paths: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the newest logs that fit the budget, oldest first, and those that do not."""
    seen = sorted(((host.stat(path), path) for path in paths), key=lambda one: -one[0].modified_ns)
    room = MOST_BYTES
    chosen: list[str] = []
    left: list[str] = []
    for stat, path in seen:
        room -= stat.size
        (chosen if room >= 0 else left).append(path)
    return tuple(reversed(chosen)), tuple(left)
