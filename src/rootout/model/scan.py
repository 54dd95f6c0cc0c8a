"""One look at a host: when, where, and how long it took."""

from rootout.model.value import value


@value
class Scan:
    """The circumstances of one scan."""

    host: str
    root: str  # / or the folder of --root
    started: float
    seconds: float
    is_live: bool
    without: tuple[str, ...] = ()  # artifacts that were left out, as by --fast
