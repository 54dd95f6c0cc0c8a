"""Look again: is everything of a case gone?"""

from rootout.case.folder import Case
from rootout.collect.artifacts.processes import Process
from rootout.correlate.returned import ended_of
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.told import Told
from rootout.model.verdict import Verdict
from rootout.verify.judge import SecondLook, judge
from rootout.workflow.scan import look, stories


def verify(case: Case, host: Host, told: Told) -> tuple[Verdict, ...]:
    """Scan again into the same case, and judge every entity of its incidents.

    An eviction looks again and again into its case, and each look tells of less: what any of them
    told of has to be gone, apart from what the first held to be innocent. `told` comes first.
    """
    before = [told, *(one for one in stories(case) if one.scan != told.scan)]
    innocent = ended_of(before[-1]).innocent
    now = look(host, case).evidence
    found: dict[Entity, Verdict] = {}
    for one in before:
        for verdict in second_look(host, one, now):
            if one is before[-1] or verdict.entity not in innocent:
                found.setdefault(verdict.entity, verdict)
    return tuple(found.values())


def second_look(host: Host, told: Told, now: Evidence) -> tuple[Verdict, ...]:
    """Judge the incidents of `told` by the evidence `now` and by direct looks at the host."""
    entities = [one for incident in told.incidents for one in incident.entities]
    paths = {one.key for one in entities if one.kind == "file"}
    frozen = host.frozen_processes()
    view = SecondLook(
        evidence=now,
        present_files=frozenset(path for path in paths if _is_there(host, path)),
        blocked=host.blocked_addresses(),
        frozen=frozenset(one.key for one in now.of(Process) if one.pid in frozen),
    )
    found: dict[Verdict, None] = {}
    for incident in told.incidents:
        found.update(dict.fromkeys(judge(incident, told.evidence, view)))
    return tuple(found)


def _is_there(host: Host, path: str) -> bool:
    """Say whether a path still has something of its own: a folder that others fill is no return."""
    try:
        return host.stat(path).kind != "directory" or not host.names(path)
    except OSError:
        return False
