"""Commands that APT and dpkg run around their work: apt.conf(5), dpkg.cfg(5)."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.record import Origin
from rootout.model.value import value

COMMENT = re.compile(
    r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/|(?:^|(?<=\n))[ \t]*#[^\n]*', re.DOTALL
)
# A list of commands, or one: `DPkg::Post-Invoke {"x";};`, `APT::Update::Pre-Invoke:: "x";`
INVOKES = re.compile(
    r"(?i)([\w:-]{0,80}(?:pre|post)-(?:invoke(?:-success|-stats)?|install-pkgs))(?:::)?\s{0,99}"
    r'(\{[^{}]*\}|"(?:[^"\\\n]|\\.)*")\s{0,99};?'
)
COMMAND = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
OF_DPKG = re.compile(r"(pre-invoke|post-invoke|status-logger)[ \t=]+(.+)")


@value
class PackageHook(Launcher):
    """One command, and when it is run, by the option's name."""

    option: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "hook of the package manager"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return f"whenever packages are looked for or installed ({self.option})"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546.016"


@artifact(
    files=(
        "/etc/apt/apt.conf",
        "/etc/apt/apt.conf.d/*",
        "/usr/share/apt/apt.conf.d/*",
        "/etc/dpkg/dpkg.cfg",
        "/etc/dpkg/dpkg.cfg.d/*",
    ),
    attack=("T1546.016",),
)
def parse(file: EvidenceFile) -> Iterator[PackageHook]:
    """Commands that APT and dpkg run as root before and after their work."""
    if "/dpkg" in file.path:
        yield from _of_dpkg(file)
        return
    text = file.data.decode(errors="surrogateescape")
    bare = COMMENT.sub(_blank, text)
    found = list(INVOKES.finditer(bare))
    is_shared = bool(INVOKES.sub("", bare).strip()) or len(found) > 1
    for one in found:
        first = text.count("\n", 0, one.start()) + 1
        last = text.count("\n", 0, one.end()) + 1
        lines = "\n".join(text.split("\n")[first - 1 : last])
        for command in COMMAND.findall(one[2]):
            yield _record(file, first, lines, one[1], command, is_shared=is_shared)


def _of_dpkg(file: EvidenceFile) -> Iterator[PackageHook]:
    lines = list(file.lines())
    for line in lines:
        found = OF_DPKG.fullmatch(line.removeprefix("--"))
        if found and line.origin.line:
            command = found[2].strip("\"'")
            is_shared = len(lines) > 1
            yield _record(file, line.origin.line, line.text, found[1], command, is_shared=is_shared)


def _blank(found: re.Match[str]) -> str:
    """Keep what is quoted; of a comment only its line ends, so that lines keep their numbers."""
    return found[1] or re.sub(r"[^\n]", " ", found[0])


def _record(
    file: EvidenceFile, line: int, text: str, option: str, command: str, *, is_shared: bool
) -> PackageHook:
    command = command.replace('\\"', '"').replace("\\\\", "\\")
    return PackageHook(
        origin=Origin(path=file.path, line=line, sha256=file.sha256),
        text=text,
        file_modified=modified(file),
        is_shared=is_shared,
        package=file.package,
        user="root",
        command=command,
        targets=targets_of(command),
        option=option,
    )
