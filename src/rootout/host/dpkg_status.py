"""The status file of dpkg: which packages are on the disk, and in which state (dpkg(1))."""

import re
from collections.abc import Iterator

from rootout.model.value import value

FIELD = re.compile(r"^(Package|Status|Version|Architecture): *(.*)$", re.MULTILINE)
# Of a field that goes on, each further line begins with a blank: deb822(5).
CONFFILES = re.compile(r"^Conffiles:[^\n]*\n((?:[ \t][^\n]*\n?)*)", re.MULTILINE)
CONFFILE = re.compile(r" (/.*) ([0-9a-f]{32}|newconffile)((?: obsolete| remove-on-upgrade)*)")
STATES = frozenset(
    (
        "config-files",
        "half-installed",
        "unpacked",
        "half-configured",
        "triggers-awaited",
        "triggers-pending",
        "installed",
        "not-installed",
    )
)


@value
class Stanza:
    """One package of the status file."""

    package: str
    state: str
    version: str
    architecture: str
    conffiles: tuple[tuple[str, str], ...]  # path, md5 as shipped; empty while it is unpacked
    broken: tuple[str, ...]  # lines that say nothing

    @property
    def is_installed(self) -> bool:
        """Say whether all files of the package were unpacked."""
        return self.state not in ("config-files", "half-installed")


def parse_status(text: str) -> Iterator[Stanza | str]:
    """Yield each package that has left something on the disk; a broken paragraph as its start."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        if not paragraph.strip():
            continue
        fields = {name: content.strip() for name, content in FIELD.findall(paragraph)}
        package = fields.get("Package", "")
        state = fields.get("Status", "").rpartition(" ")[2]
        if not _is_name(package) or state not in STATES:
            yield paragraph.strip()[:60]
        elif state != "not-installed":
            yield _stanza(package, state, fields, CONFFILES.search(paragraph))


def _stanza(
    package: str, state: str, fields: dict[str, str], listed: re.Match[str] | None
) -> Stanza:
    conffiles = []
    broken = []
    for line in listed[1].split("\n") if listed else ():
        if not line.strip():
            continue
        match = CONFFILE.fullmatch(line.rstrip())
        if match:
            conffiles.append((match[1], "" if match[2] == "newconffile" else match[2]))
        else:
            broken.append(line.strip())
    return Stanza(
        package=package,
        state=state,
        version=fields.get("Version", ""),
        architecture=fields.get("Architecture", ""),
        conffiles=tuple(conffiles),
        broken=tuple(broken),
    )


def _is_name(package: str) -> bool:
    """Say whether `package` can name files of dpkg: it becomes a part of their paths."""
    return bool(package) and "/" not in package and not package.startswith(".")
