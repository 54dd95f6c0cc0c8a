"""Kernel modules that are loaded at boot, and commands that modprobe(8) runs in their place."""

import re
from collections.abc import Iterator

from rootout.collect.commands import MOST, targets_of
from rootout.collect.registry import artifact
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap
from rootout.model.value import value

# Debian's list of modules to load, and the one for the first stage of its boot: modules(5).
TABLES = ("/etc/modules", "/etc/initramfs-tools/modules")
COMMANDS = frozenset(("install", "remove"))
# modprobe.d(5). What these say runs nothing.
OTHERS = frozenset(("alias", "blacklist", "config", "include", "options", "softdep", "weakdep"))
NAME = re.compile(r"[\w-]+")


@value
class ModuleLoad(Launcher):
    """One line: a module that is loaded at boot, or a command that runs when one is asked for."""

    module: str
    verb: str  # load, install or remove

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "load of a kernel module" if self.verb == "load" else f"{self.verb} line of modprobe"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        if self.verb == "load":
            return "at boot"
        wanted = "is asked for" if self.verb == "install" else "is removed"
        return f"when the kernel module {self.module} {wanted}"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1547.006"


@artifact(
    files=(
        *TABLES,
        "/etc/modules-load.d/*.conf",
        "/run/modules-load.d/*.conf",
        "/usr/local/lib/modules-load.d/*.conf",
        "/usr/lib/modules-load.d/*.conf",
        "/etc/modprobe.d/*.conf",
        "/run/modprobe.d/*.conf",
        "/usr/local/lib/modprobe.d/*.conf",
        "/usr/lib/modprobe.d/*.conf",
        "/etc/modprobe.conf",
    ),
    attack=("T1547.006",),
)
def parse(file: EvidenceFile) -> Iterator[ModuleLoad | Gap]:
    """Modules that are loaded at boot, and what modprobe runs instead of loading one."""
    is_modprobe = "/modprobe.d/" in file.path or file.path == "/etc/modprobe.conf"
    for line, text in _joined(file):
        if is_modprobe:
            found = _of_modprobe(file, line, text)
        else:
            name = text.partition(" ")[0]
            is_name = NAME.fullmatch(name) is not None
            found = _record(file, line, name, "load", f"modprobe {text}") if is_name else None
        if found is None and text.partition(" ")[0] not in OTHERS:
            yield _gap(file, line, "says nothing that modprobe knows")
        elif found:
            yield found
            if len(found.targets) >= MOST:
                yield _gap(file, line, "names ever more files")


def _joined(file: EvidenceFile) -> Iterator[tuple[Line, str]]:
    """Yield each line with what it continues on after a backslash: modprobe.d(5)."""
    first: Line | None = None
    parts: list[str] = []
    for line in file.lines():
        if line.startswith(";"):  # modules-load.d(5): a comment too
            continue
        first = first or line
        parts.append(line.removesuffix("\\").strip(" \t"))
        if not line.endswith("\\"):
            yield first, re.sub(r"[ \t]+", " ", " ".join(parts))
            first, parts = None, []
    if first:
        yield first, " ".join(parts)


def _of_modprobe(file: EvidenceFile, line: Line, text: str) -> ModuleLoad | None:
    words = text.split(" ", 2)
    if words[0] not in COMMANDS or len(words) < 3:
        return None
    return _record(file, line, words[1], words[0], words[2])


def _record(file: EvidenceFile, line: Line, name: str, verb: str, command: str) -> ModuleLoad:
    return ModuleLoad(
        origin=line.origin,
        text=line.text,
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=file.path in TABLES or verb != "load",
        package=file.package,
        user="root",
        command=command,
        targets=targets_of(command) if verb != "load" else (),
        module=name.replace("-", "_"),
        verb=verb,
    )


def _gap(file: EvidenceFile, line: Line, what: str) -> Gap:
    detail = f"line {line.origin.line} {what}"
    return Gap(artifact="module_loads", path=file.path, reason="malformed", detail=detail)
