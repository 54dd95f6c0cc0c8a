"""Take a malicious file out of the way, keeping its bytes."""

from rootout.model.value import value
from rootout.respond.removing import Removing


@value
class QuarantineFile(Removing):
    """Move a file into the case's vault, where nothing can run it."""

    def describe(self) -> str:
        """Say which file goes."""
        return f"move {self.path} into the case's vault"
