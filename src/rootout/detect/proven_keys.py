"""Which ssh keys were there before an intruder, as far as the log can prove it."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.operator import Operator
from rootout.collect.auth_messages import AuthEvent
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence


def judged_keys(
    evidence: Evidence, logins: tuple[AuthEvent, ...]
) -> Iterator[tuple[AuthorizedKey, Confidence]]:
    """Yield the keys that may be an intruder's, and how sure that is.

    A key that opened a session before the first of `logins` is somebody's own, and so is the
    operator's. New keys are appended: what stands before a proven key was there before it.
    """
    proven = _proven(evidence, logins[0].time)
    used = {login.fingerprint for login in logins} - {""}
    files: dict[str, list[AuthorizedKey]] = defaultdict(list)
    for key in evidence.of(AuthorizedKey):
        files[key.origin.path].append(key)
    for keys in files.values():
        last = max((key.position for key in keys if key.fingerprint in proven), default=0)
        for key in keys:
            if key.fingerprint in proven:
                continue
            if key.fingerprint in used:
                yield key, "high"
            elif key.position > last:
                yield key, "medium" if last else "low"


def _proven(evidence: Evidence, start: float) -> set[str]:
    own = {int(key.partition(":")[0]) for one in evidence.of(Operator) for key in one.processes}
    return {
        event.fingerprint
        for event in evidence.of(AuthEvent)
        if event.event == "accepted"
        and event.fingerprint
        and (event.time < start or event.pid in own)
    }
