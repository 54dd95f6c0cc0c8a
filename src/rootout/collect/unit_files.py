"""The text of unit files (systemd.syntax(7)): sections, continuations, lists that are reset."""

from rootout.model.file import EvidenceFile

Settings = dict[tuple[str, str], list[str]]
MOST_LINES = 20_000


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
