"""Files by which a bus or a desktop starts programs: D-Bus services and autostart entries."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

FIELD = re.compile(r" ?%[a-zA-Z]")  # what a desktop puts in, such as %U
BUS = "dbus-1"


@value
class ActivationFile(Launcher):
    """One file: the name that it gives, and what is run for it."""

    name: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "D-Bus service" if BUS in self.origin.path else "autostart entry"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return (
            "when somebody asks for it on the bus"
            if BUS in self.origin.path
            else "when a desktop starts"
        )

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546" if BUS in self.origin.path else "T1547.013"


@artifact(
    files=(
        "/usr/share/dbus-1/system-services/*.service",
        "/usr/local/share/dbus-1/system-services/*.service",
        "/etc/dbus-1/system-services/*.service",
        "/run/dbus-1/system-services/*.service",
        "/usr/share/dbus-1/services/*.service",
        "~/.local/share/dbus-1/services/*.service",
        "/etc/xdg/autostart/*.desktop",
        "~/.config/autostart/*.desktop",
    ),
    attack=("T1546", "T1547.013"),
)
def parse(file: EvidenceFile) -> Iterator[ActivationFile]:
    """Programs that D-Bus and desktops start: dbus-daemon(1), Desktop Application Autostart."""
    said: dict[str, str] = {}
    for line in file.lines():
        name, equals, text = line.partition("=")
        if equals:
            said.setdefault(name.strip(), text.strip())
    command = FIELD.sub("", said.get("Exec", ""))
    if not command or command == "/bin/false" or said.get("Hidden") == "true":
        return
    yield ActivationFile(
        origin=file.origin,
        text="",
        file_modified=modified(file),
        is_shared=False,
        package=file.package,
        user=file.account or said.get("User") or "root",
        command=command,
        targets=targets_of(command),
        name=said.get("Name", file.name),
    )
