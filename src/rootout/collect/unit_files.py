"""The text of unit files (systemd.syntax(7)): sections, continuations, lists that are reset."""

import re

from rootout.model.file import EvidenceFile

Settings = dict[tuple[str, str], list[str]]
MOST_LINES = 20_000
# systemd.unit(5), specifiers of the system's own manager; systemd.service(5), escapes.
SPECIFIERS = {
    "%%": "%",
    "%t": "/run",
    "%S": "/var/lib",
    "%C": "/var/cache",
    "%L": "/var/log",
    "%E": "/etc",
    "%T": "/tmp",  # noqa: S108 - what it stands for
    "%V": "/var/tmp",  # noqa: S108
    "%h": "/root",
}
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|s)")


def read_settings(files: tuple[EvidenceFile, ...]) -> Settings:
    """Merge a unit file and its drop-ins: later lines add to a list, an empty one resets it."""
    settings: Settings = {}
    for file in files:
        section = ""
        for text in logical_lines(file):
            if text.startswith("["):
                section = text.strip("[]")
                continue
            name, equals, value = text.partition("=")
            if not equals:
                continue
            values = settings.setdefault((section, name.strip()), [])
            if value.strip():
                values.append(value.strip())
            else:
                values.clear()
    return settings


def logical_lines(file: EvidenceFile) -> list[str]:
    """Join lines that end in a backslash; comments inside a continued line are left out."""
    lines: list[str] = []
    pending = ""
    for raw in file.data.decode(errors="surrogateescape").split("\n")[:MOST_LINES]:
        text = raw.strip(" \t\r")
        if text.startswith(("#", ";")):
            continue
        if text.endswith("\\"):
            pending += text[:-1] + " "
            continue
        if pending + text:
            lines.append((pending + text).strip())
        pending = ""
    if pending.strip():
        lines.append(pending.strip())
    return lines


def expanded(command: str) -> str:
    r"""Return a command with its specifiers and escapes replaced: `%T/\x6b` runs /tmp/k."""
    text = re.sub("%.", lambda found: SPECIFIERS.get(found[0], found[0]), command)
    return ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[2]:
        return chr(int(found[2], 8))
    code = found[1] or found[3]
    return chr(int(code, 16)) if code else " "
