"""One site of a web server."""

from rootout.model.value import value


@value
class Log:
    """One access log, and its format's text; "" is the common or the combined one."""

    path: str
    layout: str = ""


@value
class Site:
    """What one part of a configuration says."""

    server: str
    path: str  # of the configuration
    line: int
    names: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()  # folders whose files are given out, the document root first
    logs: tuple[Log, ...] = ()
