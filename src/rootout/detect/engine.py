"""Run every rule and every check over one collection of evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

from rootout.detect.check import load_checks
from rootout.detect.fold import folded
from rootout.detect.sigma import Rule, parse_rule
from rootout.errors import RootoutError
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, rank

SUFFIXES = (".yml", ".yaml")


def judge(evidence: Evidence, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Return what rules and checks suspect, the worst first, each suspicion once."""
    found: dict[str, Finding] = {}
    for finding in (*_by_rules(evidence, rules), *_by_checks(evidence)):
        earlier = found.get(finding.id)
        found[finding.id] = _merged(earlier, finding) if earlier else finding
    return tuple(
        sorted(folded(found.values()), key=lambda one: (-rank(one.severity), one.rule, one.id))
    )


def load_rules(directories: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """Return our own rules and those in `directories`.

    Raises RootoutError for the first rule that is not understood: none is ever skipped.
    """
    rules: dict[str, Rule] = {}
    for path, data in (*_packaged(), *_added(directories)):
        rule = parse_rule(data, path)
        if rule.name in rules:
            raise RootoutError(
                f"{path}: there is already a rule of this name", "Give the file another name."
            )
        rules[rule.name] = rule
    return tuple(rules.values())


def _by_rules(evidence: Evidence, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        for row in rule.source.rows(evidence):
            if rule.matches(row):
                yield rule.finding(row)


def _by_checks(evidence: Evidence) -> Iterator[Finding]:
    for check in load_checks().values():
        yield from check.judge(evidence)


def _merged(first: Finding, second: Finding) -> Finding:
    """Return one finding of two that say the same of the same things: the worse one's words."""
    worse = second if rank(second.severity) > rank(first.severity) else first
    return replace(worse, records=tuple(dict.fromkeys((*first.records, *second.records))))


def _packaged() -> Iterator[tuple[str, bytes]]:
    for tactic in resources.files("rootout").joinpath("rules", "sigma").iterdir():
        for file in tactic.iterdir():
            yield f"{tactic.name}/{file.name}", file.read_bytes()


def _added(directories: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for directory in directories:
        paths = sorted(one for one in directory.rglob("*") if one.suffix in SUFFIXES)
        if not paths:
            raise RootoutError(
                f"no rules in {directory}", "Name a folder that has Sigma rules (*.yml)."
            )
        for path in paths:
            try:
                yield str(path), path.read_bytes()
            except OSError as error:
                raise RootoutError(
                    f"{path} cannot be read: {error.strerror}", "Check its permissions."
                ) from error
