"""The things an incident is made of, and the verbs that tie them together."""

from typing import Literal, NamedTuple

Kind = Literal[
    "process",
    "file",
    "account",
    "session",
    "address",
    "port",
    "unit",
    "job",
    "setting",
    "key",
    "module",
    "package",
    "url",
    "mount",
    "program",
    "privilege",
    "lock",
]
Verb = Literal[
    "runs",
    "starts",
    "wrote",
    "connects",
    "listens",
    "logged_in_as",
    "persists",
    "owns",
    "requested",
    "loads",
]


class Entity(NamedTuple):
    """One thing on a host, named the same way by every record that speaks of it.

    The key of each kind: process `pid:start_ticks`; file absolute path; account name;
    session `account@address#leader pid`; address IP; port `protocol/number`; unit its name;
    job and setting `path:line`, or the path of a whole file; key `SHA256:` fingerprint;
    mount its mount point; privilege (SUID, SGID, capabilities) and lock (chattr flags) the path
    of the file that has it.
    """

    kind: Kind
    key: str


class Tie(NamedTuple):
    """What one record says of two entities, before evidence is attached."""

    source: Entity
    verb: Verb
    target: Entity
