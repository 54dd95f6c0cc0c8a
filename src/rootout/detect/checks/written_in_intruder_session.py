"""What was written since somebody who guessed a password came in.

Time alone proves little, so only what no package owns is asked about, and only what gives a way
back in: accounts with uid 0, keys, jobs, units and programs. It must have been written while a
session of the intruder was open: what came later may be an administrator's own work, and is told
with low confidence. A table or key file that others write to as well is told apart line by line
as far as the log allows, and no further.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.auth_messages import AuthEvent
from rootout.detect.check import check
from rootout.detect.launchers import (
    Files,
    Starter,
    called,
    is_program,
    is_strange,
    starters,
    technique,
)
from rootout.detect.proven_keys import judged_keys
from rootout.detect.sessions import SLACK, end_of, intruder_logins
from rootout.detect.words import moment, shorten
from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity
from rootout.model.record import Record

TECHNIQUES = {
    "accounts": ("T1136.001",),
    "authorized_keys": ("T1098.004",),
    "referenced_files": ("T1105",),
}
REMOVE = "Take it out, unless somebody you know wrote it at that time."
CHECK = "The log cannot tell whose it is: compare it with what you know before taking it out."


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Accounts, keys, jobs, units, settings and programs written since an intruder logged in."""
    logins = intruder_logins(evidence)
    if logins:
        since = _Since(evidence, logins)
        yield from since.accounts()
        yield from since.keys()
        yield from since.launchers()
        yield from since.settings()
        yield from since.files()


class _Since:
    """The time from the first intruder's login to the last look."""

    def __init__(self, evidence: Evidence, logins: tuple[AuthEvent, ...]) -> None:
        self._evidence = evidence
        self._logins = logins
        self._end = max(record.seen for record in evidence.records) or float("inf")
        self._files = Files(evidence)

    def accounts(self) -> Iterator[Finding]:
        """Yield accounts that were added, and new ones that have the rights of root."""
        added = {
            event.user: event.time
            for event in self._evidence.of(AuthEvent)
            if event.event == "account_added" and self._holds(event.time)
        }
        for account in self._evidence.of(Account):
            what = f"account {shorten(account.name)} (uid {account.uid})"
            if account.name in added:
                yield self._finding(account, what, added[account.name], "high", "high")
            elif self._is_new_root(account):
                yield self._finding(account, what, account.file_modified, "high", "medium")

    def keys(self) -> Iterator[Finding]:
        """Yield keys that no login before the intruder's has proven to be somebody's own."""
        for key, confidence in judged_keys(self._evidence, self._logins):
            if confidence == "high" or self._holds(key.file_modified):
                account = shorten(key.account)
                what = f"key {key.fingerprint} ({shorten(key.comment)}) of {account}"
                severity: Severity = "medium" if confidence == "low" else "high"
                yield self._finding(key, what, key.file_modified, severity, confidence)

    def launchers(self) -> Iterator[Finding]:
        """Yield jobs and units; of a table that is shared, those that lead to something new."""
        for launcher in starters(self._evidence):
            if not self._is_new_launcher(launcher):
                continue
            what, time = called(launcher), launcher.file_modified
            is_shared = isinstance(launcher, Launcher) and launcher.is_shared
            if not is_shared or any(map(self._is_suspect, self._files.reached_by(launcher))):
                yield self._finding(launcher, what, time, "high", "medium")
            else:
                yield self._finding(launcher, what, time, "informational", "low")

    def settings(self) -> Iterator[Finding]:
        """Yield settings in files of their own: of a shared file nobody knows which are new."""
        for line in self._evidence.of(ConfigurationLine):
            if isinstance(line, Launcher) or line.package or line.is_shared:
                continue
            if self._holds(line.file_modified):
                what = f"{line.what} {line.key}"
                yield self._finding(line, what, line.file_modified, "high", "medium")

    def files(self) -> Iterator[Finding]:
        """Yield programs that no package owns."""
        for file in self._evidence.of(ReferencedFile):
            if is_strange(file) and is_program(file) and self._is_new_file(file):
                is_odd = file.is_hidden or file.is_temporary
                severity: Severity = "high" if is_odd else "medium"
                what = f"program {shorten(file.path)}"
                yield self._finding(file, what, file.changed, severity, "medium")

    def _holds(self, time: float) -> bool:
        # the log may drop the fraction of a second that file times keep
        return int(self._logins[0].time) <= time <= self._end

    def _is_new_root(self, account: Account) -> bool:
        if account.uid != 0 or account.name == "root" or account.in_backup is not False:
            return False
        return self._holds(account.file_modified)

    def _is_new_launcher(self, launcher: Starter) -> bool:
        file = self._files.at(launcher.origin.path)
        is_trusted = file is not None and file.is_trusted
        return not is_trusted and self._holds(launcher.file_modified)

    def _is_new_file(self, file: ReferencedFile) -> bool:
        # touch(1) can set the time of modification, but not that of the last change
        return self._holds(file.modified) or self._holds(file.changed)

    def _is_suspect(self, file: ReferencedFile) -> bool:
        return file.is_hidden or file.is_temporary or self._is_new_file(file)

    def _writer(self, time: float) -> AuthEvent:
        """Return the login that was the last before `time`."""
        before = [login for login in self._logins if int(login.time) <= time]
        return before[-1] if before else self._logins[0]

    def _finding(
        self, record: Record, what: str, time: float, severity: Severity, confidence: Confidence
    ) -> Finding:
        login = self._writer(time)
        if time > end_of(login, self._evidence) + SLACK:
            severity, confidence = "low", "low"
        return Finding(
            rule="written_in_intruder_session",
            title="Written since an intruder logged in",
            severity=severity,
            confidence=confidence,
            techniques=_techniques(record),
            records=(record.id, login.id),
            entities=(record.entities()[0], Entity("session", login.session or "")),
            why=f"The {what} was written at {moment(time)}, after the intruder from "
            f"{shorten(login.address)} logged in as {shorten(login.user)} at "
            f"{moment(login.time)}.",
            advice=CHECK if confidence == "low" else REMOVE,
        )


def _techniques(record: Record) -> tuple[str, ...]:
    if isinstance(record, Starter):
        return (technique(record),)
    if isinstance(record, ConfigurationLine):
        return (record.technique,)
    return TECHNIQUES[record.artifact]
