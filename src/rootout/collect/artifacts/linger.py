"""Accounts whose services run without a login: linger, of loginctl(1)."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.value import value


@value
class Linger(ConfigurationLine):
    """One account that lingers: its user manager is started at boot."""

    account: str

    @property
    def what(self) -> str:
        """Name the kind of line in a sentence."""
        return "linger"

    def entities(self) -> tuple[Entity, ...]:
        """Return the setting, its file, and the account."""
        return (
            self.subject(),
            Entity("file", self.origin.path),
            Entity("account", self.account),
        )


@artifact(files=("/var/lib/systemd/linger/*",), attack=("T1543.002",))
def parse(file: EvidenceFile) -> Iterator[Linger]:
    """Accounts whose user units run from boot on, logged in or not."""
    yield Linger(
        origin=file.origin,
        text="",
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=False,
        package=file.package,
        account=file.name,
    )
