"""Judge processes as a scan would, each kind of start once."""

from collections.abc import Iterable
from typing import Final

from rootout.detect.engine import judge
from rootout.detect.sigma import Rule
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Record

_MOST_CLEAN: Final = 50_000


class Judge:
    """Rules and checks over one process and those above it; what was clean is not asked again."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._fitting: dict[frozenset[type[Record]], tuple[Rule, ...]] = {}
        self._clean: set[int] = set()

    def warm_up(self) -> None:
        """Load all that is loaded once."""
        judge(Evidence(()), self._rules)

    def is_known(self, traits: tuple[object, ...]) -> bool:
        """Say whether a start with all these traits was judged before, and was clean."""
        return hash(traits) in self._clean

    def remember(self, traits: tuple[object, ...]) -> None:
        """Do not judge such a start again. Only the hash is kept: memory stays small."""
        if len(self._clean) >= _MOST_CLEAN:
            self._clean.clear()
        self._clean.add(hash(traits))

    def forget(self) -> None:
        """Judge everything again: what the packages own has changed."""
        self._clean.clear()

    def findings(self, subject: Record, around: Iterable[Record]) -> tuple[Finding, ...]:
        """Return what speaks against `subject` itself, a process or a file."""
        own = subject.entities()[0]
        evidence = Evidence((subject, *around))
        return tuple(one for one in judge(evidence, self._fit(evidence)) if own in one.entities)

    def _fit(self, evidence: Evidence) -> tuple[Rule, ...]:
        """Return the rules that look at such records at all: most look at others."""
        kinds = frozenset(map(type, evidence.records))
        if kinds not in self._fitting:
            rows = ((rule, next(iter(rule.source.rows(evidence)), None)) for rule in self._rules)
            self._fitting[kinds] = tuple(rule for rule, row in rows if row is not None)
        return self._fitting[kinds]
