"""Sessions that an intruder opened, by the trace that guessing passwords leaves."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.auth_log import AuthEvent
from rootout.collect.artifacts.processes import Process
from rootout.model.evidence import Evidence
from rootout.model.value import value

WINDOW = 24 * 3600.0  # seconds in which failures count together
SLACK = 5.0  # seconds between the start of an sshd and its line in the log
UNKNOWN_LENGTH = 3600.0
FEWEST = 10  # failures that are no longer somebody's typing errors


@value
class Guessing:
    """Failed passwords from one address, and the logins that came of it, in order of time."""

    address: str
    failures: tuple[AuthEvent, ...]
    logins: tuple[AuthEvent, ...]  # the first is the break-in; empty where none succeeded


def guessings(evidence: Evidence) -> Iterator[Guessing]:
    """Yield every address that guessed passwords, whether it succeeded or not."""
    events: dict[str, list[AuthEvent]] = defaultdict(list)
    for event in sorted(evidence.of(AuthEvent), key=lambda one: (one.time, one.pid)):
        if event.address and event.method and event.event in ("failed", "accepted"):
            events[event.address].append(event)
    for address, ordered in events.items():
        failures = [one for one in ordered if is_guess(one)]
        found = _break_in(ordered)
        if found:
            before = tuple(one for one in failures if found.time - WINDOW <= one.time <= found.time)
            logins = tuple(_logins_from(found, ordered))
            yield Guessing(address=address, failures=before, logins=logins)
        elif _most_in_window(failures) >= FEWEST:
            yield Guessing(address=address, failures=tuple(failures), logins=())


def intruder_logins(evidence: Evidence) -> tuple[AuthEvent, ...]:
    """Return every login of an intruder, the earliest first."""
    found = (login for guessing in guessings(evidence) for login in guessing.logins)
    return tuple(sorted(found, key=lambda one: (one.time, one.pid)))


def end_of(login: AuthEvent, evidence: Evidence) -> float:
    """Return when a session ended: as the log says, not at all while its sshd runs, else unknown.

    Of a session whose end nobody wrote down one hour is believed, and no more.
    """
    closed = [
        one.time
        for one in evidence.of(AuthEvent)
        if one.event == "closed" and one.pid == login.pid and one.time >= int(login.time)
    ]
    if closed:
        return min(closed)
    leaders = (one for one in evidence.of(Process) if one.pid == login.pid)
    if any(one.started <= login.time + SLACK for one in leaders):
        return float("inf")
    return login.time + UNKNOWN_LENGTH


def by_password(event: AuthEvent) -> bool:
    """Say whether a password was typed: sshd also calls it keyboard-interactive."""
    return event.method.startswith(("password", "keyboard-interactive"))


def is_guess(event: AuthEvent) -> bool:
    """Say whether this is a wrong password, be it for an account that does not exist."""
    return event.event == "failed" and by_password(event)


def _break_in(ordered: list[AuthEvent]) -> AuthEvent | None:
    """Return the first login by password that enough failures came before."""
    times: list[float] = []
    for event in ordered:
        if is_guess(event):
            times.append(event.time)
        elif by_password(event) and _are_enough(times, event.time):
            return event
    return None


def _are_enough(times: list[float], now: float) -> bool:
    return len(times) >= FEWEST and times[-FEWEST] >= now - WINDOW


def _logins_from(found: AuthEvent, ordered: list[AuthEvent]) -> Iterator[AuthEvent]:
    """Yield the break-in and what came after it from there, but for keys known from before."""
    known = {
        one.fingerprint for one in ordered if one.event == "accepted" and one.time < found.time
    }
    for event in ordered[ordered.index(found) :]:
        if event.event == "accepted" and (by_password(event) or event.fingerprint not in known):
            yield event


def _most_in_window(failures: list[AuthEvent]) -> int:
    most = first = 0
    for last, event in enumerate(failures):
        while failures[first].time < event.time - WINDOW:
            first += 1
        most = max(most, last - first + 1)
    return most
