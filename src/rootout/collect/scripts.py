"""What a script says, as far as rules judge it."""

import re

from rootout.collect.commands import targets_of
from rootout.collect.content import content_of
from rootout.model.file import EvidenceFile

MOST_TEXT = 128 * 1024  # characters of one script
COMMENT = re.compile(r"^[ \t]*#[^\n]*(?:\n|$)", re.MULTILINE)
HOME = re.compile(r"(?<![\w./~-])~(?=/)|\$(?:HOME\b|\{HOME\})(?=/)")
CARRIED_ON = re.compile(r"\\\r?\n[ \t]*")


def commands_in(file: EvidenceFile) -> str:
    """Return the text of a script without comments; the path itself where a file is no text."""
    if content_of(file.data) not in ("script", "text"):
        return file.path
    return plain_text(file.data[:MOST_TEXT].decode(errors="surrogateescape"))


def plain_text(script: str) -> str:
    """Leave out comments and blank lines; a line that carries on the one before belongs to it."""
    joined = CARRIED_ON.sub(" ", COMMENT.sub("", script[:MOST_TEXT]))
    return "\n".join(line for part in joined.split("\n") if (line := part.strip(" \t\r")))


def at_home(command: str, home: str) -> str:
    """Put the home directory in where a shell would: `~/x` and `$HOME/x`."""
    return HOME.sub(lambda _: home.rstrip("/"), command) if home else command


def script_targets(file: EvidenceFile, command: str) -> tuple[str, ...]:
    """Return the script itself and what it names."""
    return tuple(dict.fromkeys((file.path, *targets_of(command))))


def modified(file: EvidenceFile) -> float:
    """Return when a file was last written, in seconds since 1970."""
    return file.stat.modified_ns / 1e9 if file.stat else 0.0
