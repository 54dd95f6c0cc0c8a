"""What a watch tells: a suspicion at the moment it arises, and what stood around it."""

from rootout.collect.artifacts.processes import Process
from rootout.model.finding import Finding
from rootout.model.value import value


@value
class Sighting:
    """One finding, the process that it is about, and who started that, the nearest first."""

    time: float
    finding: Finding
    process: Process
    ancestors: tuple[Process, ...] = ()
    repeated: int = 0  # the same of others, since it was last told
