"""One sign of an attack in access logs: who, where, when, and whether it worked."""

from rootout.model.finding import Confidence, Severity
from rootout.model.value import value


@value
class Rule:
    """What a detection is called, and what to do about what it finds."""

    id: str
    title: str
    techniques: tuple[str, ...]
    advice: str


@value
class Sign:
    """One sign; `address` or `path` is "" where the sign is not of one."""

    rule: Rule
    severity: Severity
    confidence: Confidence
    why: str
    first: int  # seconds since 1970, UTC
    last: int
    requests: int
    address: str = ""
    path: str = ""
    succeeded: bool = False
    techniques: tuple[str, ...] = ()  # where they are more than those of the rule

    @property
    def all_techniques(self) -> tuple[str, ...]:
        """Return the ATT&CK techniques, without repetition."""
        return tuple(dict.fromkeys((*self.techniques, *self.rule.techniques)))
