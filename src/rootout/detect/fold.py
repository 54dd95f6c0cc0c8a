"""Many findings of one rule below one folder are one: a tree of a thousand files is one thing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rootout.model.finding import Finding, rank

MANY = 20  # findings that a person still reads one by one
MOST_ENTITIES = 200  # that the one finding names
WORST = rank("medium")  # what is worse is always told by itself


def folded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; of one rule about more than 20 files of one tree, a single one."""
    trees: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        tree = _tree(finding)
        if tree and rank(finding.severity) <= WORST:
            trees[finding.rule, tree].append(finding)
        else:
            yield finding
    for (_, tree), alike in trees.items():
        if len(alike) > MANY:
            yield _one(tree, alike)
        else:
            yield from alike


def _tree(finding: Finding) -> str:
    """Return the two uppermost folders of the file that a finding is about."""
    if not finding.entities or finding.entities[0].kind != "file":
        return ""
    parts = finding.entities[0].key.split("/")
    return "/".join(parts[:3]) if len(parts) > 4 else ""


def _one(tree: str, alike: list[Finding]) -> Finding:
    alike = sorted(alike, key=lambda one: (-rank(one.severity), one.entities[0].key))
    entities = dict.fromkeys(entity for one in alike for entity in one.entities)
    records = dict.fromkeys(record for one in alike for record in one.records)
    return replace(
        alike[0],
        records=tuple(records)[:MOST_ENTITIES],
        entities=tuple(entities)[:MOST_ENTITIES],
        why=f"{len(alike)} files below {tree} are alike, the first: {alike[0].why}",
    )
