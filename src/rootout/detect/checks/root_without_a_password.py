"""An account that sudo lets do everything as root, without a password.

Administrators and images of clouds do that for a person's account, so there it is only asked
about, and not even that where a group of administrators or cloud-init explains it. An account
that a service runs as is another matter: whoever breaks the service has the server.
"""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

FIRST_PERSON, NOBODY = 1000, 65534  # login.defs(5): UID_MIN; nobody's uid
ADMINISTRATORS = frozenset(("admin", "google-sudoers", "sudo", "wheel"))
CLOUD = re.compile(r"/etc/sudoers\.d/(90-cloud-init-users|google_sudo|waagent|90-cloudimg-\w+)")
# Each gives a shell to whoever may run it as root: as good as ALL.
SHELLS = re.compile(r"/(usr/)?(local/)?s?bin/((ba|da|z|k|c|tc|fi)?sh|su|env|perl|python[\d.]*)\b")


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Accounts that become root through sudo without a password."""
    accounts = {one.name: one for one in evidence.of(Account)}
    for entry in evidence.of(SudoersEntry):
        if entry.kind != "rule" or entry.package or not _gives_all(entry):
            continue
        for name in entry.who:
            account = accounts.get(name)
            if account and account.uid != 0 and not _is_explained(entry, account):
                yield _finding(entry, account)


def _gives_all(entry: SudoersEntry) -> bool:
    users = {one.partition(":")[0] for one in entry.run_as}
    commands = entry.without_password
    is_all = any(one == "ALL" or SHELLS.match(one) for one in commands)
    return is_all and bool(users & {"root", "ALL", "#0"})


def _is_explained(entry: SudoersEntry, account: Account) -> bool:
    if _is_of_a_service(account):
        return False
    return bool(ADMINISTRATORS.intersection(account.groups) or CLOUD.fullmatch(entry.origin.path))


def _is_of_a_service(account: Account) -> bool:
    return account.uid < FIRST_PERSON or account.uid == NOBODY


def _finding(entry: SudoersEntry, account: Account) -> Finding:
    severity: Severity = "low"
    confidence: Confidence = "low"
    who = shorten(account.name)
    if _is_of_a_service(account):
        severity, confidence = "medium", "medium"
        who = f"the service account {who}"
    return Finding(
        rule="root_without_a_password",
        title="An account becomes root without a password",
        severity=severity,
        confidence=confidence,
        techniques=(entry.technique,),
        records=(entry.id, account.id),
        entities=(entry.subject(), Entity("account", account.name)),
        why=f"The {entry.what} {entry.key} lets {who} (uid {account.uid}) do everything as root "
        "without a password.",
        advice="Ask who wrote that rule and when; a rule for one command is enough for most.",
    )
