"""A password that was guessed: many failures from one address, then a login from it.

Ten failures within a day are more than somebody's typing errors, and few enough for the slow.
"""

from collections.abc import Iterator

from rootout.collect.auth_messages import AuthEvent
from rootout.detect.check import check
from rootout.detect.sessions import Guessing, guessings
from rootout.detect.words import moment, shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Logins that came after many wrong passwords from the same address."""
    for guessing in guessings(evidence):
        if guessing.logins:
            yield _finding(guessing)
        elif guessing.regained:
            yield _question(guessing, guessing.regained)


def _finding(guessing: Guessing) -> Finding:
    first, last, login = guessing.failures[0], guessing.failures[-1], guessing.logins[0]
    others = len(guessing.logins) - 1
    again = f" Later logins from there: {others}." if others else ""
    return Finding(
        rule="brute_force_then_success",
        title="A password was guessed over the network",
        severity="critical",
        confidence="high",
        techniques=("T1110.001", "T1078.003"),
        records=tuple(dict.fromkeys(one.id for one in (first, last, *guessing.logins))),
        entities=tuple(_entities(guessing)),
        why=f"{guessing.tries} wrong passwords came from {shorten(guessing.address)} "
        f"between {moment(first.time)} and {moment(last.time)}; then {shorten(login.user)} "
        f"logged in from there at {moment(login.time)}.{again}",
        advice="Take this as the way in: end the session, block the address, change the "
        "password, and look at everything that was written since.",
    )


def _question(guessing: Guessing, login: AuthEvent) -> Finding:
    return Finding(
        rule="brute_force_then_success",
        title="Many wrong passwords, then a right one, from a known address",
        severity="medium",
        confidence="low",
        techniques=("T1110.001", "T1078.003"),
        records=(guessing.failures[0].id, guessing.failures[-1].id, login.id),
        entities=(Entity("address", guessing.address), Entity("session", login.session or "")),
        why=f"{guessing.tries} wrong passwords came from {shorten(guessing.address)}; then "
        f"{shorten(login.user)}, who had logged in from there before, logged in at "
        f"{moment(login.time)}.",
        advice="Ask the person: a program of theirs may hold an old password.",
    )


def _entities(guessing: Guessing) -> Iterator[Entity]:
    yield Entity("address", guessing.address)
    found = (entity for login in guessing.logins for entity in login.entities())
    yield from (one for one in dict.fromkeys(found) if one.kind != "address")
