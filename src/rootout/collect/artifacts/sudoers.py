"""What sudo allows, and to whom: sudoers(5) with everything it includes, and sudo.conf(5)."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from rootout.collect.registry import artifact
from rootout.collect.sudoers_files import Said, read_all
from rootout.collect.sudoers_text import (
    MOST,
    Aliases,
    aliases_in,
    included,
    names_in,
    rule_in,
)
from rootout.host.api import Host
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Reason
from rootout.model.value import value

EntryKind = Literal["rule", "setting", "alias", "include", "plugin"]
DEFAULTS = re.compile(
    r"Defaults(?:(?P<of>[:@>!])\s*(?P<list>(?:\"[^\"]*\"|[^\s,\"]|\s*,\s*)++))?(?:\s+|$)"
)
ALIAS = re.compile(r"(?P<kind>User|Runas|Host|Cmnd|Cmd)_Alias\s+")
FIELDS = {":": "who", "@": "hosts", ">": "run_as", "!": "commands"}
ALIASED = {"User": "who", "Host": "hosts", "Runas": "run_as", "Cmnd": "commands", "Cmd": "commands"}
SETTING = re.compile(r'(?:"(?:\\.|[^"\\])*+"|\\.|[^,"\\])+')
PLAIN = re.compile(r"(?!ALL$)[A-Za-z_][A-Za-z0-9_.@-]*\$?")  # a user's name, and nothing more
PATH = re.compile(r"(?:^|=)(/.*)")


@value
class SudoersEntry(ConfigurationLine):
    """One statement, aliases resolved; `text` is all its lines."""

    kind: EntryKind
    who: tuple[str, ...] = ()  # users, %groups, #uids, ALL; of a setting: for whom
    hosts: tuple[str, ...] = ()
    run_as: tuple[str, ...] = ()  # user:group, as written
    tags: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()  # of an include and a plugin: the files
    without_password: tuple[str, ...] = ()  # those of the commands
    settings: tuple[str, ...] = ()  # of Defaults, and the words of sudo.conf

    @property
    def what(self) -> str:
        """Name the kind of entry in a sentence."""
        return f"sudo {self.kind}"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1548.003"

    @property
    def grantee(self) -> str | None:
        """Return the account that the entry is about, where it is about one alone."""
        is_one = len(self.who) == 1 and PLAIN.fullmatch(self.who[0])
        return self.who[0] if is_one else None

    @property
    def programs(self) -> tuple[str, ...]:
        """Return the absolute paths of the commands, without their arguments."""
        if self.kind in ("include", "plugin"):
            return self.commands
        named = (command.split(maxsplit=1)[0] for command in self.commands if command.strip())
        return tuple(dict.fromkeys(path for path in named if path.startswith("/")))

    def entities(self) -> tuple[Entity, ...]:
        """Return the entry, its file, and what it names."""
        files = (Entity("file", path) for path in (self.origin.path, *self.programs))
        return (self.subject(), *files)

    def ties(self) -> Iterator[Tie]:
        """Tie an account to what it alone is granted."""
        if self.grantee:
            yield Tie(Entity("account", self.grantee), "owns", self.subject())


@artifact(form="tree", attack=("T1548.003",))
def collect(host: Host) -> Iterator[SudoersEntry | Gap]:
    """Rules, settings and aliases of sudo, with everything that is included, and its plugins."""
    read: list[Said] = []
    for item in read_all(host):
        if isinstance(item, Gap):
            yield item
        else:
            read.append(item)
    aliases = Aliases({name: of for one in read for name, of in _defined(one)[1].items()})
    for said in read:
        fields = _conf(said) if said.is_conf else _fields(said, aliases)
        if fields:
            yield _entry(said, fields)
        elif fields is None:
            yield _gap(said, "malformed", "is nothing that sudo would take")
        if fields and any(len(one) >= MOST for one in fields.values()):
            yield _gap(said, "too_large", "names ever more")


def _entry(said: Said, fields: dict[str, Any]) -> SudoersEntry:
    file = said.file
    return SudoersEntry(
        origin=Origin(path=file.path, line=said.statement.line, sha256=file.sha256),
        text=said.statement.text,
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=not said.is_of_folder,
        package=file.package,
        **fields,
    )


def _conf(said: Said) -> dict[str, Any]:
    """Read a line of sudo.conf(5); nothing where it names no file."""
    words = tuple(said.statement.content.split())
    found = (PATH.search(word) for word in words[1:])
    paths = tuple(one[1] for one in found if one)
    is_said = words[0] in ("Plugin", "Path") and paths
    return {"kind": "plugin", "commands": paths, "settings": words} if is_said else {}


def _fields(said: Said, aliases: Aliases) -> dict[str, Any] | None:
    """Return what a statement says, by field; None where sudo would refuse it."""
    content = said.statement.content
    if found := included(content):
        return {"kind": "include", "commands": (said.whole(found[0]),)}
    if defaults := DEFAULTS.match(content):
        return _setting(defaults, content[defaults.end() :], aliases)
    if ALIAS.match(content):
        field, defined = _defined(said)
        names = tuple(name for members in defined.values() for name in members)
        return {"kind": "alias", field: names[:MOST]} if defined else None
    rule = rule_in(content)
    if rule is None:
        return None
    grants = rule.grants
    return {
        "kind": "rule",
        "who": aliases.expand(rule.who),
        "hosts": aliases.expand(host for one in grants for host in one.hosts),
        "run_as": aliases.expand(one.run_as for one in grants),
        "tags": tuple(dict.fromkeys(tag for one in grants for tag in one.tags)),
        "commands": aliases.expand(one.command for one in grants),
        "without_password": aliases.expand(one.command for one in grants if "NOPASSWD" in one.tags),
    }


def _setting(defaults: re.Match[str], text: str, aliases: Aliases) -> dict[str, Any] | None:
    settings = tuple(one.strip() for one in SETTING.findall(text) if one.strip())[:MOST]
    of = (
        {FIELDS[defaults["of"]]: aliases.expand(names_in(defaults["list"]))}
        if defaults["of"]
        else {}
    )
    return {"kind": "setting", "settings": settings, **of} if settings else None


def _defined(said: Said) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return what an alias is about, as a field, and the aliases of a statement."""
    alias = ALIAS.match(said.statement.content)
    if alias is None or said.is_conf:
        return "", {}
    field = ALIASED[alias["kind"]]
    text = said.statement.content[alias.end() :]
    return field, aliases_in(text, of_commands=field == "commands") or {}


def _gap(said: Said, reason: Reason, detail: str) -> Gap:
    where = f"line {said.statement.line} {detail}"
    return Gap(artifact="sudoers", path=said.file.path, reason=reason, detail=where)
