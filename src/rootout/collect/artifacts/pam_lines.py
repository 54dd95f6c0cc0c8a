"""Lines of PAM's services: which modules decide who gets in, pam.conf(5)."""

import posixpath
import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

LINE = re.compile(
    r"-?(auth|account|password|session)\s+(\[[^\]]{1,400}\]|\w{1,20})\s+(\S{1,400})\s*(.*)"
)
FOLDERS = (
    "/usr/lib/x86_64-linux-gnu/security",
    "/usr/lib/aarch64-linux-gnu/security",
    "/usr/lib64/security",
    "/usr/lib/security",
)
OTHERS = frozenset(("include", "substack"))


@value
class PamLine(Launcher):
    """One line: what it decides (`group`), how it counts (`control`), and the module with words."""

    service: str
    group: str
    control: str
    module: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "line of PAM"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return f"when somebody logs in or changes ({self.service}, {self.group})"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1556.003"


@artifact(files=("/etc/pam.d/*", "/etc/pam.conf"), attack=("T1556.003",))
def parse(file: EvidenceFile) -> Iterator[PamLine]:
    """Modules that PAM asks before it lets somebody in, and programs that they run."""
    is_table = file.name == "pam.conf"
    for line in file.lines():
        service, _, rest = line.partition(" ") if is_table else (file.name, "", str(line))
        found = LINE.match(rest.lstrip())
        if not found or found[2] in OTHERS:
            continue
        name = posixpath.basename(found[3])
        yield PamLine(
            origin=line.origin,
            text=line.text,
            file_modified=modified(file),
            is_shared=True,
            package=file.package,
            user="root",
            command=_command(found),
            targets=_targets(found),
            service=service,
            group=found[1],
            control=found[2],
            module=name,
        )


def _command(found: re.Match[str]) -> str:
    return f"{found[3]} {found[4]}".strip()


def _targets(found: re.Match[str]) -> tuple[str, ...]:
    """Return the module, wherever it may lie, and what pam_exec(8) runs."""
    module = found[3]
    paths = (module,) if module.startswith("/") else tuple(f"{one}/{module}" for one in FOLDERS)
    runs = targets_of(found[4]) if module.endswith("pam_exec.so") else ()
    return (*paths, *runs)
