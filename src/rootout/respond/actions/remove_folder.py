"""Remove a hidden folder of an intruder, once nothing is left in it."""

from rootout.host.api import Host, MutableHost
from rootout.model.value import value
from rootout.respond.removing import Removing


@value
class RemoveFolder(Removing):
    """Remove a folder that the steps before have emptied; one that holds more stays."""

    def describe(self) -> str:
        """Say which folder goes."""
        return f"remove the hidden folder {self.path}, if nothing else is in it"

    def apply(self, host: MutableHost) -> None:
        """Remove the folder where it is one, and empty."""
        if self._is_empty(host):
            host.remove(self.path)

    def verify(self, host: Host) -> bool:
        """Look whether no empty folder is left at the path."""
        return not self._is_empty(host)

    def _is_empty(self, host: Host) -> bool:
        try:
            return host.stat(self.path).kind == "directory" and not host.names(self.path)
        except FileNotFoundError:
            return False
