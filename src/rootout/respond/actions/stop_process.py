"""Kill processes, frozen ones too."""

from typing import ClassVar

from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.killing import Killing
from rootout.respond.processes import named


@value
class StopProcess(Killing):
    """Kill processes and wait until they are gone."""

    phase: ClassVar[Phase] = "eradicate"

    def describe(self) -> str:
        """Say which processes are killed."""
        return f"kill {named(self.processes)}"
