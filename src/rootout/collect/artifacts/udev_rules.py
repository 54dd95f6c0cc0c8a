"""Lines of udev's rules that run programs when a device comes or goes: udev(7)."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.record import Origin
from rootout.model.value import value

RUNS = re.compile(
    r'(RUN(?:\{program\})?|PROGRAM|IMPORT\{program\})\s{0,9}(?:\+|:)?==?\s{0,9}e?"((?:[^"\\]|\\.)*)"'
)
HELPERS = "/usr/lib/udev/"  # where a program without a folder is looked for
CONTINUED = re.compile(r"\\\r?$")


@value
class UdevRule(Launcher):
    """One rule that runs a program; `key_word` is RUN, PROGRAM or IMPORT{program}."""

    key_word: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "udev rule"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return "when a device comes or goes, and at boot"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546.017"


@artifact(
    files=(
        "/etc/udev/rules.d/*.rules",
        "/run/udev/rules.d/*.rules",
        "/usr/local/lib/udev/rules.d/*.rules",
        "/usr/lib/udev/rules.d/*.rules",
        "/lib/udev/rules.d/*.rules",
    ),
    attack=("T1546.017",),
)
def parse(file: EvidenceFile) -> Iterator[UdevRule]:
    """Rules by which udev runs programs as root when a device comes or goes."""
    rules = list(_rules(file))
    for number, text in rules:
        for found in RUNS.finditer(text):
            command = found[2].replace('\\"', '"')
            whole = command if command.startswith("/") else f"{HELPERS}{command}"
            yield UdevRule(
                origin=Origin(path=file.path, line=number, sha256=file.sha256),
                text=text,
                file_modified=modified(file),
                is_shared=len(rules) > 1,
                package=file.package,
                user="root",
                command=whole,
                targets=targets_of(whole),
                key_word=found[1],
            )


def _rules(file: EvidenceFile) -> Iterator[tuple[int, str]]:
    """Yield each rule with all its lines, as they stand, and the number of the first."""
    first = 0
    parts: list[str] = []
    for number, line in enumerate(file.data.decode(errors="surrogateescape").split("\n"), start=1):
        if not parts and (not line.strip(" \t\r") or line.lstrip(" \t").startswith("#")):
            continue
        first = first if parts else number
        parts.append(line)
        if not CONTINUED.search(line):
            yield first, "\n".join(parts)
            parts = []
    if parts:
        yield first, "\n".join(parts)
