"""Web shells among the files that web servers give out."""

import hashlib
import time
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.vouching import is_intact
from rootout.collect.web.servers import document_roots, sites_of, url_path
from rootout.collect.web.site import Site
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.file import Stat
from rootout.model.finding import Confidence, Severity, rank
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value
from rootout.webshell.place import place_of
from rootout.webshell.verdict import Verdict, judge

MOST_BYTES = 8 * 1024 * 1024  # of one file; its beginning is what a server runs
MOST_FILES = 200_000
MOST_SECONDS = 45.0  # less than the runner's patience, which drops what is not yet told
TOLD = rank("medium")


@value
class WebShell(Record):
    """One file that lets whoever asks for it run what they like."""

    path: str
    url_path: str  # by which it is asked for
    severity: Severity
    confidence: Confidence
    witnesses: tuple[str, ...]
    why: str
    uid: int
    modified: float
    born: float | None

    def entities(self) -> tuple[Entity, ...]:
        """Return the file, and what is asked for to run it."""
        return (Entity("file", self.path), Entity("url", self.url_path))

    def ties(self) -> Iterator[Tie]:
        """Say that a request for the one runs the other."""
        yield Tie(Entity("url", self.url_path), "runs", Entity("file", self.path))


@artifact(form="tree", attack=("T1505.003",))
def collect(host: Host) -> Iterator[WebShell | Gap]:
    """Web shells below the document roots: scripts that run what a request says."""
    try:
        yield from _search(host, tuple(sites_of(host)))
    except ImportError as error:
        detail = f"{error.name} is missing: install rootout with its extra `web`"
        yield Gap(artifact="web_shells", path="", reason="unsupported", detail=detail)


def _search(host: Host, sites: tuple[Site, ...]) -> Iterator[WebShell | Gap]:
    missed: list[OSError] = []
    end = time.monotonic() + MOST_SECONDS
    number = 0
    for root in document_roots(sites):
        for path, stat in host.walk(root, missed=missed.append):
            if stat.kind != "file" or not stat.size:
                continue
            number += 1
            if number > MOST_FILES or time.monotonic() > end:
                detail = f"stopped after {number - 1} files; `rootout webshell` looks at all"
                yield Gap(artifact="web_shells", path=root, reason="timeout", detail=detail)
                return
            yield from _judged(host, path, url_path(path, sites), stat)
    for error in missed:
        if not isinstance(error, FileNotFoundError):
            reason = reason_of(error)
            yield Gap(artifact="web_shells", path=str(error.filename), reason=reason)


def _judged(host: Host, path: str, url: str, stat: Stat) -> Iterator[WebShell | Gap]:
    try:
        data = host.head(path, MOST_BYTES)
        verdict = judge(path.rpartition("/")[2], data, place_of(path))
        if rank(verdict.severity) < TOLD or is_intact(host, path):
            return
    except FileNotFoundError:
        return
    except OSError as error:
        yield Gap(artifact="web_shells", path=path, reason=reason_of(error))
        return
    yield _record(path, url, stat, verdict, data)


def _record(path: str, url: str, stat: Stat, verdict: Verdict, data: bytes) -> WebShell:
    sha256 = hashlib.sha256(data).hexdigest() if len(data) < MOST_BYTES else None
    return WebShell(
        origin=Origin(path=path, line=verdict.line or None, sha256=sha256),
        path=path,
        url_path=url,
        severity=verdict.severity,
        confidence=verdict.confidence,
        witnesses=verdict.witnesses,
        why=verdict.why,
        uid=stat.uid,
        modified=stat.modified_ns / 1e9,
        born=stat.born_ns / 1e9 if stat.born_ns else None,
    )
