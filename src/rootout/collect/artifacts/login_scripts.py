"""Scripts that run when somebody logs in: message of the day, and the rc files of sshd."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.scripts import commands_in, modified, script_targets
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value


@value
class LoginScript(Launcher):
    """One script; `command` is its text without comments, or its path where it is no text."""

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "login script"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return "at every login"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546.004" if "motd" in self.origin.path else "T1546"


@artifact(
    files=("/etc/update-motd.d/*", "/etc/ssh/sshrc", "~/.ssh/rc"), attack=("T1546", "T1546.004")
)
def parse(file: EvidenceFile) -> Iterator[LoginScript]:
    """Scripts that pam_motd(8) runs as root, and that sshd(8) runs as whoever logs in."""
    if not file.data:
        return
    command = commands_in(file)
    yield LoginScript(
        origin=file.origin,
        text="",
        file_modified=modified(file),
        is_shared=False,
        package=file.package,
        user=_user(file.path),
        command=command,
        targets=script_targets(file, command),
    )


def _user(path: str) -> str:
    """Return who runs it: root the message of the day, the owner of a home what lies in it."""
    parts = path.split("/")
    return parts[-3] if path.endswith("/.ssh/rc") and len(parts) > 3 else "root"
