"""Sessions that are open now, as systemd-logind keeps them (logind.conf(5), sd_session(3))."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

FOLDER = "/run/systemd/sessions"
MOST_BYTES = 64 * 1024


@value
class LoginSession(Record):
    """One session; `leader` is the process that holds it, such as the sshd of a login."""

    name: str  # logind's own, as in session-NAME.scope
    user: str
    uid: int
    leader: int
    terminal: str
    address: str
    service: str
    state: str  # online, active, closing
    started: float  # seconds since 1970

    @property
    def session(self) -> str:
        """Return the session's key, as auth.log names it: `account@address#pid`."""
        return f"{self.user}@{self.address}#{self.leader}"

    def entities(self) -> tuple[Entity, ...]:
        """Return the session, the account and the address."""
        address = (Entity("address", self.address),) if self.address else ()
        return (Entity("session", self.session), Entity("account", self.user), *address)

    def ties(self) -> Iterator[Tie]:
        """Tie the address to the session, and the session to its account."""
        session = Entity("session", self.session)
        if self.address:
            yield Tie(Entity("address", self.address), "starts", session)
        yield Tie(session, "logged_in_as", Entity("account", self.user))


@artifact(form="live", attack=("T1078",))
def collect(host: Host) -> Iterator[LoginSession | Gap]:
    """Who is logged in now, by terminal, ssh or otherwise, with the process that holds it."""
    try:
        names = host.names(FOLDER)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            yield _gap(FOLDER, error)
        return  # a server without logind
    for name in names:
        if name.endswith(".ref"):  # a FIFO that closes with the session
            continue
        path = f"{FOLDER}/{name}"
        try:
            data = host.read(path, MOST_BYTES).data
        except FileNotFoundError:
            continue  # it ended meanwhile
        except OSError as error:
            yield _gap(path, error)
            continue
        yield _session(path, name, data)


def _session(path: str, name: str, data: bytes) -> LoginSession:
    lines = data.decode(errors="surrogateescape").split("\n")
    said = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return LoginSession(
        origin=Origin(path=path),
        name=name,
        user=said.get("USER", ""),
        uid=_number(said.get("UID", "")),
        leader=_number(said.get("LEADER", "")),
        terminal=said.get("TTY", ""),
        address=said.get("REMOTE_HOST", ""),
        service=said.get("SERVICE", ""),
        state=said.get("STATE", ""),
        started=_number(said.get("REALTIME", "")) / 1e6,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _gap(path: str, error: OSError) -> Gap:
    detail = error.strerror or ""
    return Gap(artifact="login_sessions", path=path, reason=reason_of(error), detail=detail)
