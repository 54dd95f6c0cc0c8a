"""Run artifacts over a host: reading, time, volume and failures are settled here, once."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rootout.collect.patterns import expand, home_of, residents
from rootout.collect.registry import Artifact, Form, load_artifacts
from rootout.collect.vouching import vouching_package
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.evidence import Evidence
from rootout.model.record import Gap, Record

# RFC 3227: the most volatile first. Follow-ups come last because they need all the others.
ORDER: tuple[Form, ...] = ("live", "files", "tree", "follow_up")
MOST_RECORDS = 100_000  # of one artifact: a flooded log must not exhaust a server's memory
MOST_SECONDS = 60.0  # of one artifact

Progress = Callable[[str], None]
Keep = Callable[[bytes], object]


def collect(
    host: Host,
    *,
    without: frozenset[str] = frozenset(),
    only: frozenset[str] | None = None,
    progress: Progress = lambda _: None,
    keep: Keep = lambda _: None,
) -> Evidence:
    """Run every artifact that fits `host` and return all records and gaps.

    `keep` is handed the raw bytes of each parsed file; `progress` the name of each artifact.
    """
    artifacts = [
        one
        for one in load_artifacts().values()
        if one.name not in without and (only is None or one.name in only)
    ]
    records: dict[str, Record] = {}
    gaps: list[Gap] = list(host.gaps)
    for form in ORDER:
        if form == "live" and not host.is_live:
            continue
        for artifact in (one for one in artifacts if one.form == form):
            progress(artifact.name)
            found = _run(artifact, host, Evidence(records.values(), gaps), keep)
            for item in _bounded(artifact, found):
                if isinstance(item, Gap):
                    gaps.append(item)
                else:
                    records.setdefault(item.id, replace(item, seen=host.now()))
    gaps.extend((*host.packages.gaps, *host.gaps))  # both grow as they are asked
    return Evidence(records.values(), dict.fromkeys(gaps))


def collect_one(artifact: Artifact, host: Host) -> tuple[tuple[Record, ...], tuple[Gap, ...]]:
    """Run one artifact alone, with no earlier evidence."""
    items = list(_bounded(artifact, _run(artifact, host, Evidence(()), lambda _: None)))
    records = tuple(item for item in items if isinstance(item, Record))
    return records, tuple(item for item in items if isinstance(item, Gap))


def _run(
    artifact: Artifact, host: Host, evidence: Evidence, keep: Keep
) -> Iterator[Record | Gap | None]:
    """Yield what the artifact says, and None before each file: a chance to stop."""
    if artifact.form == "files":
        missed: list[OSError] = []
        known = residents(host)
        for path in expand(host, artifact.files, missed.append):
            yield None
            yield from _parse(artifact, host, path, keep, known)
        yield from (_gap(artifact, str(error.filename), error) for error in missed)
    elif artifact.form == "follow_up":
        yield from _guarded(artifact, "", lambda: artifact.function(host, evidence))
    else:
        yield from _guarded(artifact, "", lambda: artifact.function(host))


def _parse(
    artifact: Artifact, host: Host, path: str, keep: Keep, known: dict[str, str]
) -> Iterator[Record | Gap]:
    try:
        file = host.read(path)
    except OSError as error:
        yield _gap(artifact, path, error)
        return
    keep(file.data)
    file.home, file.account = home_of(path, artifact.files, known) or ("", "")
    file.package = vouching_package(host, file)
    yield from _guarded(artifact, path, lambda: artifact.function(file))


def _guarded(
    artifact: Artifact, path: str, produce: Callable[[], Iterable[Record | Gap]]
) -> Iterator[Record | Gap]:
    try:
        yield from produce()
    except OSError as error:
        yield _gap(artifact, path or str(error.filename or ""), error)
    except Exception as error:  # noqa: BLE001 - hostile input must never end the scan
        detail = f"{type(error).__name__}: {error}"
        yield Gap(artifact=artifact.name, path=path, reason="crashed", detail=detail[:200])


def _gap(artifact: Artifact, path: str, error: OSError) -> Gap:
    detail = error.strerror or str(error)
    return Gap(artifact=artifact.name, path=path, reason=reason_of(error), detail=detail)


def _bounded(artifact: Artifact, items: Iterator[Record | Gap | None]) -> Iterator[Record | Gap]:
    deadline = time.monotonic() + MOST_SECONDS
    number = 0
    for item in items:
        if number >= MOST_RECORDS:
            detail = f"only the first {MOST_RECORDS} were read"
            yield Gap(artifact=artifact.name, path="", reason="too_large", detail=detail)
            return
        if time.monotonic() > deadline:
            detail = f"stopped after {MOST_SECONDS:.0f} s"
            yield Gap(artifact=artifact.name, path="", reason="timeout", detail=detail)
            return
        if item is not None:
            number += 1
            yield item
