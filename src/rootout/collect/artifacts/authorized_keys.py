"""Keys that may log in over ssh."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class AuthorizedKey(Record):
    """One line of an authorized_keys file (sshd(8))."""

    account: str
    type: str
    fingerprint: str  # SHA256:... as sshd logs it
    comment: str
    options: str
    position: int  # 1 for the first key of the file
    file_modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the key, its account and its file."""
        return (
            Entity("key", self.fingerprint),
            Entity("account", self.account),
            Entity("file", self.origin.path),
        )

    def ties(self) -> Iterator[Tie]:
        """Tie the account to the key that opens it."""
        yield Tie(Entity("account", self.account), "owns", Entity("key", self.fingerprint))


@artifact(form="tree", attack=("T1098.004",))
def collect(host: Host) -> Iterator[AuthorizedKey | Gap]:
    """Keys of every account, AuthorizedKeysFile of sshd_config honoured."""
    raise NotImplementedError
