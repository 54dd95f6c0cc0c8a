"""What would be done about an incident, and what has been done."""

from typing import Literal

from rootout.model.value import value

Phase = Literal["contain", "preserve", "eradicate", "verify", "watch"]
Risk = Literal["low", "medium", "high"]

PHASES: tuple[Phase, ...] = ("contain", "preserve", "eradicate", "verify", "watch")


@value
class Step:
    """One action of a plan. `arguments` are the action's own fields, as plain JSON values."""

    number: int
    phase: Phase
    action: str
    arguments: dict[str, object]
    summary: str
    because: str
    risk: Risk
    reversible: bool


@value
class Refusal:
    """Something that the guard, or a lack of proof, kept out of the plan, and why."""

    summary: str
    because: str


@value
class Plan:
    """The ordered steps against the incidents of one case."""

    case: str
    incidents: tuple[str, ...]
    steps: tuple[Step, ...]
    refused: tuple[Refusal, ...] = ()
    seal: str = ""  # SHA-256 of all that is planned, whatever part of it is chosen
