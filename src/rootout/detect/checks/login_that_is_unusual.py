"""A login with a password from an address, or at an hour, that this account never had before.

It takes a history to know what is usual: an account with few logins, or a log of few days, says
nothing. People travel and work late, so it is a question and never more. Networks count, not single
addresses: whoever has a new address of the same provider is no stranger.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from rootout.collect.artifacts.operator import Operator
from rootout.collect.auth_messages import AuthEvent
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

ENOUGH = 10  # logins before that make a habit
DAYS = 5  # on which they were
NEAR = 2  # hours around those of earlier logins that are usual too


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Logins that differ from all that the account had before."""
    own = {one.claimed_address for one in evidence.of(Operator)}
    accounts: dict[str, list[AuthEvent]] = defaultdict(list)
    for event in sorted(evidence.of(AuthEvent), key=lambda one: one.time):
        if event.event == "accepted" and event.address:
            accounts[event.user].append(event)
    for logins in accounts.values():
        for number, login in enumerate(logins):
            before = logins[:number]
            if login.method == "password" and login.address not in own and _is_habit(before):
                reasons = list(_reasons(login, before))
                if len(reasons) > 1:
                    yield _finding(login, reasons)


def _is_habit(logins: list[AuthEvent]) -> bool:
    return len(logins) >= ENOUGH and len({int(one.time // 86_400) for one in logins}) >= DAYS


def _reasons(login: AuthEvent, before: list[AuthEvent]) -> Iterator[str]:
    if _network(login.address) not in {_network(one.address) for one in before}:
        yield "from a network that it never came from"
    hour = _hour(login)
    if all(min((hour - one) % 24, (one - hour) % 24) > NEAR for one in map(_hour, before)):
        yield f"at an hour ({hour:02}:00 UTC) at which it never did"
    if all(one.method != "password" for one in before):
        yield "with a password, which it never used"


def _hour(login: AuthEvent) -> int:
    return datetime.fromtimestamp(login.time, UTC).hour


def _network(address: str) -> str:
    """Return the /16 of an IPv4 address, the /48 of an IPv6 one, or the name itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    size = 16 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, size), strict=False))


def _finding(login: AuthEvent, reasons: list[str]) -> Finding:
    when = datetime.fromtimestamp(login.time, UTC)
    return Finding(
        rule="login_that_is_unusual",
        title="A login is unlike all before it",
        severity="medium",
        confidence="low",
        techniques=("T1078",),
        records=(login.id,),
        entities=login.entities(),
        why=f"At {when:%Y-%m-%d %H:%M} UTC {shorten(login.user)} logged in from "
        f"{shorten(login.address)}, {', and '.join(reasons)}.",
        advice="Ask whoever owns the account whether that was them.",
    )
