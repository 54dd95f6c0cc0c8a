"""A program that says it is older than its file, in the way in which touch(1) writes it.

Packages, tar, rsync, wget and `cp -p` all keep the time of what they copy, often without
nanoseconds, so an old time proves nothing. It is told only of programs that no package owns, where
packages put theirs or where nothing honest lies, and never as more than a hint. The very time of
a packaged program is what `touch -r /bin/ls` leaves: that is told louder.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.detect.check import check
from rootout.detect.words import moment, shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, Severity

DAY = 86_400.0
NAMES = ("bin", "sbin", "lib", "lib32", "lib64", "libexec")
SYSTEM = ("/etc/", "/boot/", *(f"{top}/{name}/" for top in ("", "/usr") for name in NAMES))


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Programs of nobody whose time of change is before the birth of their file."""
    files = evidence.of(ReferencedFile)
    packaged = {one.modified: one for one in files if one.package and one.kind == "file"}
    for file in files:
        if not _is_suspect(file):
            continue
        model = packaged.get(file.modified)
        if model:
            reason = f"exactly that of {shorten(model.path)}"
            yield _finding(file, "medium", reason, (file.id, model.id))
        else:
            yield _finding(file, "low", "to the full second", (file.id,))


def _is_suspect(file: ReferencedFile) -> bool:
    is_program = file.kind == "file" and (file.is_executable or file.content in ("elf", "script"))
    if file.package or not is_program or file.born is None:
        return False
    is_odd_place = file.path.startswith(SYSTEM) or (file.is_hidden and file.is_temporary)
    return is_odd_place and file.modified < file.born - DAY and file.modified.is_integer()


def _finding(
    file: ReferencedFile, severity: Severity, reason: str, records: tuple[str, ...]
) -> Finding:
    born = moment(file.born or 0.0)
    return Finding(
        rule="time_stamp_was_forged",
        title="A program says that it is older than its file",
        severity=severity,
        confidence="low",
        techniques=("T1070.006",),
        records=records,
        entities=(Entity("file", file.path),),
        why=f"{shorten(file.path)} was made at {born} and gives its time as "
        f"{moment(file.modified)}, {reason}.",
        advice="Go by the time at which the file was made; a copied or unpacked file is old too.",
    )
