"""Keys that may log in over ssh."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.sshd_settings import key_files
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap, Record
from rootout.model.value import value

# sshd(8): options, a type, the key in base64, a comment. Options may hold quoted blanks.
KEY = re.compile(
    # Possessive, as sshd reads it, never back: or a line of quotes would take for ever.
    r"""^(?:(?P<options>(?:\\"|[^ \t"]|"(?:\\"|[^"])*+")++)[ \t]+)?"""
    r"(?P<type>(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \t]+(?P<blob>[A-Za-z0-9+/=]+)"
    r"(?:[ \t]+(?P<comment>.*))?$"
)
SHORTEST_BLOB = 16  # letters of base64


@value
class AuthorizedKey(Record):
    """One line of an authorized_keys file (sshd(8))."""

    account: str
    type: str
    fingerprint: str  # SHA256:... as sshd logs it
    comment: str
    options: str
    position: int  # 1 for the first key of the file
    file_modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the key, its account and its file."""
        return (
            Entity("key", self.fingerprint),
            Entity("account", self.account),
            Entity("file", self.origin.path),
        )

    def ties(self) -> Iterator[Tie]:
        """Tie the account to the key that opens it."""
        yield Tie(Entity("account", self.account), "owns", Entity("key", self.fingerprint))


@artifact(form="tree", attack=("T1098.004",))
def collect(host: Host) -> Iterator[AuthorizedKey | Gap]:
    """Keys of every account, AuthorizedKeysFile of sshd_config honoured."""
    patterns = key_files(host)
    done: set[str] = set()
    for account, home, uid in _homes(host):
        for pattern in patterns:
            path = _meant(pattern, {"%h": home, "%u": account, "%U": uid, "%%": "%"})
            path = path if path.startswith("/") else f"{home.rstrip('/')}/{path}"
            try:
                path = host.resolve(path)
                if path not in done:
                    done.add(path)
                    yield from keys_of(host.read(path), account)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                detail = error.strerror or ""
                yield Gap(artifact="authorized_keys", path=path, reason="denied", detail=detail)


def _meant(pattern: str, tokens: dict[str, str]) -> str:
    """Replace the tokens of sshd_config(5), each once: `%%u` is no account."""
    return re.sub("%.", lambda found: tokens.get(found[0], found[0]), pattern)


def keys_of(file: EvidenceFile, account: str) -> Iterator[AuthorizedKey | Gap]:
    """Yield each key of one file; a line that sshd would refuse is a gap."""
    position = 0
    for line in file.lines():
        key = _key(file, line, account, position + 1)
        if key is None:
            detail = f"line {line.origin.line} is no key"
            yield Gap(artifact="authorized_keys", path=file.path, reason="malformed", detail=detail)
            continue
        position += 1
        yield key


def fingerprint_of(blob: str) -> str | None:
    """Return the fingerprint of a key in base64 as sshd logs it; None where it is no base64."""
    try:
        raw = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError):
        return None
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def fingerprints_in(line: bytes) -> frozenset[str]:
    """Return the fingerprint of every word of a line that could be a key."""
    words = line.decode(errors="surrogateescape").split()
    long = (word for word in words if len(word) >= SHORTEST_BLOB)
    return frozenset(found for word in long if (found := fingerprint_of(word)))


def _key(file: EvidenceFile, line: Line, account: str, position: int) -> AuthorizedKey | None:
    match = KEY.match(line)
    fingerprint = fingerprint_of(match["blob"]) if match else None
    if match is None or fingerprint is None:
        return None
    return AuthorizedKey(
        origin=line.origin,
        account=account,
        type=match["type"],
        fingerprint=fingerprint,
        comment=match["comment"] or "",
        options=match["options"] or "",
        position=position,
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
    )


def _homes(host: Host) -> Iterator[tuple[str, str, str]]:
    """Yield every account, its home and its uid, whatever its shell; root first."""
    rows = [line.split(":") for line in host.read("/etc/passwd").lines(comment="")]
    named = [(row[0], row[5], row[2]) for row in rows if len(row) > 5 and row[5].startswith("/")]
    yield from sorted(named, key=lambda one: one[0] != "root")
