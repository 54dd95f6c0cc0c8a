"""What sudo believes or runs as root, where others than root may change it.

Careless administrators do that, so it is asked about and never taken away by itself. sudo does
not read a table of rules that somebody else owns or may write to: then the rules are void, and
whoever wrote to it is the question.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.detect.check import check
from rootout.detect.launchers import Files, is_strange
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Rules of sudo, and programs that they allow, which others than root may change."""
    files = Files(evidence)
    uids = {one.name: one.uid for one in evidence.of(Account)}
    asked: set[str] = set()
    for entry in evidence.of(SudoersEntry):
        table = files.at(entry.origin.path)
        if table and table.path not in asked and (table.uid != 0 or table.is_writable_by_others):
            asked.add(table.path)
            yield _finding(entry, table, f"{shorten(table.path)}, which holds rules of sudo")
        for path in entry.programs if entry.kind == "rule" else ():
            program = files.at(path)
            if program and is_strange(program) and _is_open(program, entry, uids):
                yield _finding(entry, program, f"{shorten(path)}, which {entry.key} allows")


def _is_open(program: ReferencedFile, entry: SudoersEntry, uids: dict[str, int]) -> bool:
    owners = {uids[name] for name in entry.who if name in uids}
    return program.is_writable_by_others or program.uid in owners - {0}


def _finding(entry: SudoersEntry, file: ReferencedFile, what: str) -> Finding:
    return Finding(
        rule="sudo_open_to_changes",
        title="Others than root may change what sudo relies on",
        severity="medium",
        confidence="low",
        techniques=(entry.technique,),
        records=(entry.id, file.id),
        entities=(entry.subject(), Entity("file", file.path)),
        why=f"Others than root may write to {what}.",
        advice="Give it to root, with no right to write for others, and look who changed it last.",
    )
