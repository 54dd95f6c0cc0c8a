"""Drop-ins of systemd units that no package put there: a way into services that packages own."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.collect.unit_files import logical_lines
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

# systemd.unit(5): what runs, and what makes everything that runs load more.
RUNS = re.compile(r"^Exec\w+\s*=\s*[@:+!|-]*(.*)$")
LOADS = re.compile(r"^Environment\w*\s*=.*\b(?:LD_PRELOAD|LD_AUDIT|BASH_ENV)=(.*)$")


@value
class UnitDropIn(Launcher):
    """One drop-in that makes a unit run or load more; `unit` is whom it changes."""

    unit: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "drop-in"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return f"with {self.unit}"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1543.002"


@artifact(
    files=(
        "/etc/systemd/system/*.d/*.conf",
        "/run/systemd/system/*.d/*.conf",
        "/usr/local/lib/systemd/system/*.d/*.conf",
        "/etc/systemd/user/*.d/*.conf",
        "~/.config/systemd/user/*.d/*.conf",
    ),
    attack=("T1543.002",),
)
def parse(file: EvidenceFile) -> Iterator[UnitDropIn]:
    """Drop-ins that make units run or load more than their own files say."""
    if file.package:
        return
    lines = logical_lines(file)
    found = [match[1] for line in lines if (match := RUNS.match(line) or LOADS.match(line))]
    commands = [one.strip("\"'") for one in found if one.strip("\"' ")]
    if commands:
        yield UnitDropIn(
            origin=file.origin,
            text="",
            file_modified=modified(file),
            is_shared=False,
            user="root",
            command="\n".join(commands),
            targets=tuple(dict.fromkeys(path for one in commands for path in targets_of(one))),
            unit=file.path.split("/")[-2].removesuffix(".d"),
        )
