"""What a script that is run as a whole says, judged like one long command."""

from rootout.collect.commands import targets_of
from rootout.collect.content import content_of
from rootout.model.file import EvidenceFile

MOST_TEXT = 4000  # characters of a script that are judged as its command


def command_of(file: EvidenceFile) -> str:
    """Return the text without comments; the path where the file is no text."""
    if content_of(file.data) not in ("script", "text"):
        return file.path
    return "\n".join(file.lines())[:MOST_TEXT]


def script_targets(file: EvidenceFile, command: str) -> tuple[str, ...]:
    """Return the script itself and what it names."""
    return tuple(dict.fromkeys((file.path, *targets_of(command))))


def modified(file: EvidenceFile) -> float:
    """Return when the file was last written, in seconds since 1970."""
    return file.stat.modified_ns / 1e9 if file.stat else 0.0
