"""What a watch might tell."""

from rootout.model.entity import Entity
from rootout.model.finding import Finding


def finding(key: str = "100:1000", severity="high") -> Finding:
    return Finding(
        rule="rule", title="Title", severity=severity, confidence="high", techniques=("T1059",),
        records=(), entities=(Entity("process", key),), why="Because \x1b[2J.", advice="Look.",
    )  # fmt: skip
