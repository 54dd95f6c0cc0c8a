"""Which machine is looked at: this one, or a folder that holds another."""

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost


def open_host(root: str) -> Host:
    """Return the live host for `/`, a folder host for anything else."""
    if root == "/":
        return open_live()
    from rootout.host.folder import FolderHost

    return FolderHost(root)


def open_live() -> MutableHost:
    """Return this machine. Where something lies to programs, rootout is first started anew."""
    from rootout.host.live import LiveHost
    from rootout.host.trust import become_trusted

    return LiveHost(become_trusted())


def open_for_change(name: str) -> MutableHost:
    """Return this machine to change it. Raises RootoutError where the case is of another one."""
    host = open_live()
    if host.name != name:
        hint = "Run this on the server that the case is of."
        raise RootoutError(f"the case is of {name!r}, and this is {host.name!r}", hint)
    return host
