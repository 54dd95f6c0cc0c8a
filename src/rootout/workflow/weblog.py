"""From access logs to their story, and to a case out of which `contain` can block."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from rootout.case.folder import Case, create_case, default_cases
from rootout.collect.artifacts.web_attacks import records_of
from rootout.correlate.chapters import moment
from rootout.host.statx import look_at
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.file import Stat
from rootout.model.finding import rank
from rootout.model.incident import Chapter, Incident, Link
from rootout.model.scan import Scan
from rootout.weblog.analysis import analyse
from rootout.weblog.blocks import Network
from rootout.weblog.layout import Layout
from rootout.weblog.loading import Progress
from rootout.weblog.opening import opened
from rootout.weblog.outcome import Place, Weblog
from rootout.workflow.scan import record_types, tell

MOST_NAMED = 20


def read_logs(
    paths: tuple[str, ...],
    *,
    layout: Layout | None = None,
    spared: Iterable[Network] = (),
    web_roots: tuple[Path, ...] = (),
    parquet: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Weblog:
    """Read access logs and judge them. Changes nothing."""
    started = time.time()
    with opened(paths, layout_of=lambda _: layout, progress=progress, parquet=parquet) as (
        log,
        tally,
    ):
        analysis = analyse(log, tally, spared)
    records = records_of(analysis, paths[0], folds_weather=False)
    circumstances = Scan(
        host=os.uname().nodename,
        root="/",
        started=started,
        seconds=time.time() - started,
        is_live=True,
        without=(),
    )
    told = tell(circumstances, Evidence(records))
    places = tuple(place for one in analysis.files if (place := _place(one.url_path, web_roots)))
    return Weblog(analysis=analysis, told=told, places=places)


def keep(weblog: Weblog, path: Path | None = None) -> Case:
    """Make a case whose plan is to block who attacked."""
    told = weblog.told
    case = create_case(default_cases(), told.scan.host, record_types(), path)
    number = case.store.add_scan(told.scan, told.evidence)
    case.store.keep_story(number, told.findings, incidents_of(weblog))
    return case


def incidents_of(weblog: Weblog) -> tuple[Incident, ...]:
    """Return the one incident of all who attacked: what may be blocked of them."""
    analysis, told = weblog.analysis, weblog.told
    if not analysis.block:
        return ()
    guilty = tuple(Entity("address", one) for one in analysis.block)
    sentences = tuple(
        f"{one.address}: {one.requests} requests; {one.why}."
        for one in analysis.attackers[:MOST_NAMED]
    )
    return (
        Incident(
            id=told.findings[0].id[:12],
            title=f"{len(analysis.attackers)} addresses attacked the web server",
            severity=told.findings[0].severity,
            entities=guilty,
            links=_links(frozenset(guilty), told.evidence),
            findings=tuple(one.id for one in told.findings),
            chapters=(Chapter(title="Who attacked", sentences=sentences),),
            first_cause=None,
            unknown=("What the server did with these requests: `rootout scan` looks.",),
        ),
    )


def _links(guilty: frozenset[Entity], evidence: Evidence) -> tuple[Link, ...]:
    return tuple(
        Link(source=tie.source, verb=tie.verb, target=tie.target, records=(record.id,))
        for record in evidence.records
        for tie in record.ties()
        if tie.source in guilty
    )


def _place(url_path: str, web_roots: tuple[Path, ...]) -> Place | None:
    """Return the regular file below a web root that a request named."""
    wanted = os.path.normpath("/" + unquote(url_path)).lstrip("/")
    for root in web_roots:
        path = str(root / wanted)
        try:
            seen = look_at(path)
            if seen.kind == "file":
                return Place(url_path=url_path, path=path, why=_said(path, seen))
        except (OSError, ValueError):
            continue
    return None


def _said(path: str, seen: Stat) -> str:
    """Tell owner and times of a file, and whether it is a web shell."""
    born = f", made {moment(seen.born_ns / 1e9)}" if seen.born_ns else ""
    said = f"uid {seen.uid}{born}, changed {moment(seen.modified_ns / 1e9)}"
    try:
        from rootout.webshell.search import judge_all
    except ImportError:
        return said
    worst = max(judge_all([path]).found, key=lambda one: rank(one.verdict.severity), default=None)
    return (
        f"{said}; {worst.verdict.severity} as a web shell: {worst.verdict.why}" if worst else said
    )
