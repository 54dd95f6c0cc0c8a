"""Which machine is looked at: this one, or a folder that holds another."""

from rootout.host.api import Host


def open_host(root: str) -> Host:
    """Return the live host for `/`, a folder host for anything else."""
    if root == "/":
        from rootout.host.live import open_live

        return open_live()
    from rootout.host.folder import FolderHost

    return FolderHost(root)
