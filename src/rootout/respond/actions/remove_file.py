"""Remove a file that does nothing but start an intruder's program."""

from rootout.model.value import value
from rootout.respond.removing import Removing


@value
class RemoveFile(Removing):
    """Remove a whole launcher file, such as one in /etc/cron.d."""

    def describe(self) -> str:
        """Say which file goes."""
        return f"remove the launcher {self.path}"
