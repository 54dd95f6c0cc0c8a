"""Grow incidents from strong findings along proven links, and stop at what is the host's own."""

from collections import defaultdict
from collections.abc import Iterable

from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.places import is_hidden, is_temporary
from rootout.collect.trust import Trust
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, rank
from rootout.model.incident import Link
from rootout.model.value import value

SEED = rank("high")  # what begins an incident
ACCUSED = rank("low")  # what lets an incident reach an entity
HOUR = 3600.0
LAUNCHERS = frozenset(("job", "setting", "unit"))


@value
class Cluster:
    """The entities, links and findings of one incident."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def clusters_of(
    evidence: Evidence, findings: tuple[Finding, ...], links: tuple[Link, ...]
) -> tuple[Cluster, ...]:
    """Return one cluster for each intrusion, none where no finding is strong enough."""
    growth = _Growth(evidence, findings, links)
    clusters = []
    seeds = (one for one in findings if rank(one.severity) >= SEED and _is_proof(one))
    left = {subject for one in seeds for subject in _about(one)}
    left = {entity for entity in left if not growth.trust.is_own(entity)}
    for seed in sorted(left):
        if seed in left:
            reached = growth.reach(seed)
            left -= reached
            clusters.append(_cluster(reached, findings, links))
    return tuple(cluster for cluster in clusters if cluster.findings)


def _about(finding: Finding) -> tuple[Entity, ...]:
    return finding.entities[:1]


def _is_proof(finding: Finding) -> bool:
    """Say whether a finding may make something part of an incident, and so of its eviction.

    Low confidence means that a person has to look; it is told beside the incidents.
    """
    return finding.confidence != "low"


def _cluster(
    reached: set[Entity], findings: tuple[Finding, ...], links: tuple[Link, ...]
) -> Cluster:
    about = (one for one in findings if reached.intersection(_about(one)))
    inside = tuple(one for one in about if _is_proof(one))
    edges = tuple(one for one in links if one.source in reached and one.target in reached)
    return Cluster(entities=tuple(sorted(reached)), links=edges, findings=inside)


class _Growth:
    """One flood from a seed at a time, over the same graph."""

    def __init__(
        self, evidence: Evidence, findings: Iterable[Finding], links: Iterable[Link]
    ) -> None:
        self._evidence = evidence
        self.trust = Trust(evidence)
        self._files = {path: one for one in evidence.of(ReferencedFile) for path in _names(one)}
        self._processes = {one.key: one for one in evidence.of(Process)}
        self._victims = {one.path for one in evidence.of(ChangedPackageFile)}
        self._out: dict[Entity, list[Link]] = defaultdict(list)
        self._in: dict[Entity, list[Link]] = defaultdict(list)
        for link in links:
            self._out[link.source].append(link)
            self._in[link.target].append(link)
        self._accused: set[Entity] = set()
        self._together: dict[Entity, set[Entity]] = defaultdict(set)
        for finding in findings:
            if rank(finding.severity) >= ACCUSED and _is_proof(finding):
                self._accused.update(_about(finding))
                for entity in finding.entities:
                    self._together[entity].update(finding.entities)

    def reach(self, seed: Entity) -> set[Entity]:
        """Return everything that belongs with `seed`."""
        reached = {seed}
        waiting = [seed]
        while waiting:
            entity = waiting.pop()
            for neighbour in sorted(self._neighbours(entity, reached)):
                if neighbour not in reached and not self.trust.is_own(neighbour):
                    reached.add(neighbour)
                    waiting.append(neighbour)
        return reached

    def _neighbours(self, entity: Entity, reached: set[Entity]) -> set[Entity]:
        if entity.kind == "account" and entity not in self._accused:
            return set()  # root is in every incident and belongs to none
        found = {one for one in self._together[entity] if self._may_join(one)}
        for link in self._out[entity]:
            if self._belongs_below(link, reached):
                found.add(link.target)
        for link in self._in[entity]:
            if self._belongs_above(link):
                found.add(link.source)
        return found

    def _may_join(self, entity: Entity) -> bool:
        """Say whether being named in one finding is enough."""
        if entity.kind == "file":
            return entity in self._accused or self._is_shady(entity)
        if entity.kind == "process":
            return entity in self._accused or self._is_foreign(entity)
        return entity.kind not in LAUNCHERS or entity in self._accused

    def _belongs_below(self, link: Link, reached: set[Entity]) -> bool:
        """Say whether the target of a link belongs to the incident of its source."""
        source, verb, target = link.source, link.verb, link.target
        if target in self._accused or verb in ("listens", "connects", "wrote", "requested"):
            return True
        if target.kind == "process":  # what an intruder's process or session starts is theirs
            is_shell = source.kind == "file" and verb == "starts"  # a web shell's child
            return source.kind in ("process", "session") or is_shell
        if target.kind == "unit":  # what systemd makes of an init script
            return source.kind == "job"
        if target.kind == "session":  # a login with an intruder's key
            return source.kind == "key"
        if source.kind == "file" and verb == "starts":  # a script may name anybody's file
            return self._only_named_by(link, reached)
        if source.kind == "account" and verb == "owns":  # root has jobs of everybody
            return target.kind in ("job", "setting") and self._is_made(source)
        if target.kind == "file":
            shady = self._is_shady(target) or self._is_vanished(link)
            return shady or self._only_named_by(link, reached)
        return target.kind == "account" and verb == "logged_in_as"

    def _belongs_above(self, link: Link) -> bool:
        """Say whether the source of a link belongs to the incident of its target."""
        source, target = link.source, link.target
        if source in self._accused:
            return True
        if target.key in self._victims and source.kind in (*LAUNCHERS, "process"):
            return False  # everybody runs what a package brought, be it changed or not
        if source.kind in LAUNCHERS:  # a service may be a victim: its process proves nothing
            return target.kind in ("file", "unit")
        if source.kind == "process":
            return self._is_foreign(source)
        if source.kind == "file":
            return self._is_shady(source)
        if source.kind == "package":  # files of one package that were changed together
            return target in self._accused
        if source.kind == "url":  # by which a web shell was asked for
            return target.kind == "file"
        return source.kind == "address" and target.kind == "session"

    def _is_shady(self, entity: Entity) -> bool:
        """Say whether a file that no package owns lies, or lay, where nothing ordinary lies."""
        file = self._files.get(entity.key)
        if file is None:
            return is_temporary(entity.key) and is_hidden(entity.key)
        if file.is_trusted:
            return False
        return file.kind == "file" and (file.is_hidden or file.is_temporary)

    def _is_vanished(self, link: Link) -> bool:
        """Say whether a link leads to a foreign program that was deleted while it runs.

        A foreign program that is still there may be an interpreter that innocent ones share.
        """
        process = self._processes.get(link.source.key)
        if link.verb != "runs" or process is None or self.trust.is_packaged(process):
            return False
        return process.is_deleted or process.in_memory

    def _is_made(self, account: Entity) -> bool:
        """Say whether an intruder made an account: all that is its own is theirs."""
        return any(link.verb == "wrote" for link in self._in[account])

    def _is_foreign(self, entity: Entity) -> bool:
        process = self._processes.get(entity.key)
        return process is not None and not self.trust.is_packaged(process)

    def _only_named_by(self, link: Link, reached: set[Entity]) -> bool:
        """Say whether nothing outside the incident points at an unowned file that came with it.

        A program that was there long before what starts it, such as an interpreter below /opt,
        is the server's own, even where only the intruder uses it now.
        """
        file = self._files.get(link.target.key)
        if file is None or file.is_trusted or file.kind != "file" or link.verb == "runs":
            return False
        if not all(one.source in reached for one in self._in[link.target]):
            return False
        return any(file.changed >= self._written(one) - HOUR for one in link.records)

    def _written(self, record: str) -> float:
        """Return when the file was written that a record tells of."""
        known = self._evidence.by_id[record]
        if isinstance(known, ConfigurationLine | SystemdUnit):
            return known.file_modified
        return known.modified if isinstance(known, ReferencedFile) else float("inf")


def _names(file: ReferencedFile) -> tuple[str, ...]:
    return (file.path, *file.aliases)
