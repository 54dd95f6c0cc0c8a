"""What a watch tells: a suspicion at the moment it arises, and what was done about it."""

from rootout.collect.artifacts.processes import Process
from rootout.model.file_event import FileEvent
from rootout.model.finding import Finding
from rootout.model.value import value


@value
class Sighting:
    """One finding, the process that it is about, and who started that, the nearest first."""

    time: float
    finding: Finding
    process: Process | None  # None where nobody knows who changed a file
    ancestors: tuple[Process, ...] = ()
    file: FileEvent | None = None  # that it is about
    repeated: int = 0  # the same of others, since it was last told
    since_boot_ns: int = 0  # of the event (CLOCK_BOOTTIME)


@value
class Reaction:
    """What was done about a process, or why nothing was."""

    time: float
    process: Process
    state: str  # verified, failed or refused
    note: str
    milliseconds: float  # from the event until it was done
    case: str
