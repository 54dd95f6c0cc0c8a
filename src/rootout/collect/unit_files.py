"""The text of unit files (systemd.syntax(7)): sections, continuations, lists that are reset."""

import re

from rootout.model.file import EvidenceFile

Settings = dict[tuple[str, str], list[str]]
BLANKS = " \t"
MARK = "\ufeff"
# A line ends at LF, CR or NUL, or at several different ones of them in a row: read_line_full().
PHYSICAL = re.compile(
    r"(?P<text>[^\n\r\0]*)(?:(?P<a>[\n\r\0])(?:(?!(?P=a))(?P<b>[\n\r\0])"
    r"(?:(?!(?P=a)|(?P=b))[\n\r\0])?)?|\Z)"
)


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
            values = settings.setdefault((section, name.strip(BLANKS)), [])
            if value := value.strip(BLANKS):
                values.append(value)
            else:
                values.clear()
    return settings


def logical_lines(file: EvidenceFile) -> list[str]:
    """Join lines that end in a backslash, as config_parse() of systemd does.

    A command hides wherever the two readings differ, so: CR and NUL end a line too, an even
    number of backslashes continues none, and the first byte order mark stands for nothing.
    """
    lines: list[str] = []
    pending: list[str] = []
    is_marked = False
    for found in PHYSICAL.finditer(file.data.decode(errors="surrogateescape")):
        text = found["text"].strip(BLANKS)
        if text.startswith(("#", ";")):
            continue
        if not is_marked and found["text"].startswith(MARK):
            is_marked, text = True, text.removeprefix(MARK).lstrip(BLANKS)
        if (len(text) - len(text.rstrip("\\"))) % 2:
            pending.append(text[:-1] + " ")
            continue
        if line := "".join((*pending, text)).strip(BLANKS):
            lines.append(line)
        pending.clear()
    last = "".join(pending).strip(BLANKS)
    return [*lines, last] if last else lines
