"""Sessions that an intruder opened, by the trace that guessing passwords leaves."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.auth_messages import AuthEvent
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
    regained: AuthEvent | None = None  # a success of somebody who had logged in from there before

    @property
    def tries(self) -> int:
        """Return how many wrong passwords there were, repeated lines counted in full."""
        return sum(one.count for one in self.failures)


def guessings(evidence: Evidence) -> Iterator[Guessing]:
    """Yield every address that guessed passwords, whether it succeeded or not."""
    events: dict[str, list[AuthEvent]] = defaultdict(list)
    for event in sorted(evidence.of(AuthEvent), key=lambda one: (one.time, one.pid)):
        if event.address and event.method and event.event in ("failed", "accepted"):
            events[event.address].append(event)
    for address, ordered in events.items():
        failures = [one for one in ordered if is_guess(one)]
        found, regained = _break_in(ordered)
        if found:
            before = tuple(one for one in failures if found.time - WINDOW <= one.time <= found.time)
            logins = tuple(_logins_from(found, ordered))
            yield Guessing(address=address, failures=before, logins=logins)
        elif _most_in_window(failures) >= FEWEST:
            yield Guessing(address=address, failures=tuple(failures), logins=(), regained=regained)


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


def _break_in(ordered: list[AuthEvent]) -> tuple[AuthEvent | None, AuthEvent | None]:
    """Return the first login by password that enough failures came before: a stranger's, a known's.

    Whose password was accepted from the same address before the failures is no stranger: a
    program with an old password fails for hours, and then somebody types the new one.
    """
    times: list[float] = []
    at_home: set[str] = set()
    regained = None
    for event in ordered:
        if is_guess(event):
            times.extend([event.time] * min(event.count, FEWEST))
        elif not by_password(event):
            continue
        elif not _are_enough(times, event.time):
            at_home.add(event.user)
        elif event.user not in at_home:
            return event, regained
        else:
            regained = regained or event
    return None, regained


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
    times = [one.time for one in failures for _ in range(min(one.count, FEWEST))]
    for last, time in enumerate(times):
        while times[first] < time - WINDOW:
            first += 1
        most = max(most, last - first + 1)
    return most
