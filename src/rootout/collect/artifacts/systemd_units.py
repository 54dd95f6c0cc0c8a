"""Units of systemd: what they start, whether they start by themselves, and from which files."""

import errno
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.commands import MOST
from rootout.collect.patterns import homes
from rootout.collect.registry import artifact
from rootout.collect.unit_files import Settings, read_settings
from rootout.collect.unit_targets import unit_targets
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

# systemd.unit(5), the strongest first; /lib is left out where it is a link to /usr/lib.
SYSTEM = (
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/run/systemd/generator.early",
    "/etc/systemd/system",
    "/run/systemd/system",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/run/systemd/generator.late",
    "/etc/systemd/user",
    "/usr/local/lib/systemd/user",
    "/usr/lib/systemd/user",
)
SYSTEM_ONLY = frozenset(folder for folder in SYSTEM if not folder.endswith("/user"))
OF_USERS = (".config/systemd/user", ".local/share/systemd/user")
SUFFIXES = (".service", ".timer", ".socket", ".path")
LINK_FOLDERS = (".wants", ".requires", ".upholds")
# systemd.service(5): what may stand before the path of a command.
PREFIX = re.compile(r"^[@:+!|-]*")
COMMANDS = ("ExecCondition", "ExecReload", "ExecStart", "ExecStop")  # and what begins so
MOST_BYTES = 1024 * 1024  # of one file; systemd takes no longer line
TRIGGERS = ("Timer", "Socket", "Path")
ACTIVATED = ("Unit=", "Service=")  # systemd.timer(5) and systemd.path(5), systemd.socket(5)
Links = dict[str, list[str]]


@value
class SystemdUnit(Record):
    """One unit file, merged with its drop-ins (systemd.unit(5)). `origin` is the main file."""

    name: str
    files: tuple[str, ...]  # the unit file, then its drop-ins
    links: tuple[str, ...]  # links below *.wants, *.requires and aliases that name it
    commands: tuple[str, ...]  # every Exec*= line, prefixes taken off
    targets: tuple[str, ...]  # absolute paths that the commands name
    user: str
    restart: str
    triggers: tuple[str, ...]  # OnCalendar=, OnBootSec=, ListenStream=, PathChanged= ... lines
    environment: tuple[str, ...]
    package: str | None  # owner of the main file
    is_masked: bool
    file_modified: float

    @property
    def is_enabled(self) -> bool:
        """Say whether something starts the unit by itself."""
        return bool(self.links)

    def entities(self) -> tuple[Entity, ...]:
        """Return the unit, its files, and what it names."""
        paths = (*self.files, *self.targets)
        return (Entity("unit", self.name), *(Entity("file", path) for path in paths))

    @property
    def activates(self) -> str | None:
        """Return the unit that a timer, socket or path starts; None for a service."""
        stem, _, kind = self.name.rpartition(".")
        if kind == "service":
            return None
        named = [one.partition("=")[2] for one in self.triggers if one.startswith(ACTIVATED)]
        return named[-1] if named and named[-1] else f"{stem}.service"

    def ties(self) -> Iterator[Tie]:
        """Tie the unit to what it starts."""
        for path in self.targets:
            yield Tie(Entity("unit", self.name), "starts", Entity("file", path))
        if self.activates:
            yield Tie(Entity("unit", self.name), "starts", Entity("unit", self.activates))


@artifact(form="tree", attack=("T1543.002", "T1053.006"))
def collect(host: Host) -> Iterator[SystemdUnit | Gap]:
    """Services, timers, sockets and paths from every folder that systemd reads."""
    folders = _folders(host)
    links = _links(host, folders)
    drop_ins = _drop_ins(host, folders)
    known: set[str] = set()
    for folder in folders:
        for name in _names(host, folder):
            if not name.endswith(SUFFIXES) or name in known:
                continue  # a file of that name in a stronger folder counts
            if folder.endswith("/system") or folder in SYSTEM_ONLY:
                known.add(name)
            path = f"{folder}/{name}"
            try:
                yield from _unit(host, path, folders, links, drop_ins)
            except FileNotFoundError:
                continue  # a link that leads nowhere starts nothing
            except OSError as error:
                yield _gap(path, error)


def _folders(host: Host) -> tuple[str, ...]:
    """Return the folders that exist, each under one name."""
    own = (f"{home.rstrip('/')}/{part}" for home in homes(host) for part in OF_USERS)
    found: dict[str, None] = {}
    for folder in (*SYSTEM, *own):
        try:
            found.setdefault(host.resolve(folder))
        except OSError:
            continue
    return tuple(found)


def _links(host: Host, folders: tuple[str, ...]) -> Links:
    """Return the links that start or rename a unit, by the name of the unit they lead to."""
    links: Links = defaultdict(list)
    for folder in folders:
        for name in _names(host, folder):
            if name.endswith(LINK_FOLDERS):
                for wanted in _names(host, f"{folder}/{name}"):
                    template = re.sub(r"@.*(?=\.)", "@", wanted)
                    for unit in dict.fromkeys((wanted, template)):
                        links[unit].append(f"{folder}/{name}/{wanted}")
            elif name.endswith(SUFFIXES) and (target := _target(host, f"{folder}/{name}")):
                leads_to = target.rpartition("/")[2]
                if leads_to not in (name, "null"):
                    links[leads_to].append(f"{folder}/{name}")
    return links


def _drop_ins(host: Host, folders: tuple[str, ...]) -> Links:
    """Return the .conf files by the unit, or the type such as `service`, that they change."""
    found: Links = defaultdict(list)
    for folder in folders:
        for name in _names(host, folder):
            if name.endswith(".d"):
                paths = (f"{folder}/{name}/{one}" for one in _names(host, f"{folder}/{name}"))
                found[name[:-2]].extend(path for path in paths if path.endswith(".conf"))
    return found


def _unit(
    host: Host, path: str, folders: tuple[str, ...], links: Links, drop_ins: Links
) -> Iterator[SystemdUnit | Gap]:
    name = path.rpartition("/")[2]
    target = _target(host, path)
    is_masked = target is not None and _joined(path, target) == "/dev/null"
    if target and not is_masked and _is_alias(host, path, folders):
        return  # another name of a unit that is read under its own
    main = EvidenceFile(path, b"") if is_masked else host.read(path, MOST_BYTES)
    is_masked = is_masked or not main.data
    changes = () if is_masked else _changes_of(name, path, links, drop_ins)
    extra: list[EvidenceFile] = []
    for change in changes:
        try:
            extra.append(host.read(change, MOST_BYTES))
        except FileNotFoundError:
            continue
        except OSError as error:
            if _joined(change, _target(host, change) or "") != "/dev/null":
                yield _gap(change, error)
    settings = read_settings((main, *extra))
    commands = _commands(settings)
    targets = _targets(host, path, settings, commands, links)
    if len(targets) >= MOST:
        yield _gap(path, OSError(errno.EFBIG, "it names ever more files"))
    yield SystemdUnit(
        origin=Origin(path=path, sha256=main.sha256),
        name=name,
        files=(path, *(one.path for one in extra)),
        links=tuple(link for link in links.get(name, ()) if _is_of_user(link) == _is_of_user(path)),
        commands=commands,
        targets=targets,
        user=_last(settings, "User"),
        restart=_last(settings, "Restart"),
        triggers=tuple(_triggers(settings)),
        environment=tuple(settings.get(("Service", "Environment"), ())),
        package=host.packages.owner(path),
        is_masked=is_masked,
        file_modified=main.stat.modified_ns / 1e9 if main.stat else 0.0,
    )


def _is_alias(host: Host, path: str, folders: tuple[str, ...]) -> bool:
    """Say whether a link leads to a unit of another name that is read in its own folder.

    A link to a file outside of systemd's folders is a unit under the name of the link.
    """
    folder, _, name = host.resolve(path).rpartition("/")
    return name != path.rpartition("/")[2] and folder in folders


def _changes_of(name: str, path: str, links: Links, drop_ins: Links) -> tuple[str, ...]:
    """Return the drop-ins of a unit, the later ones last: systemd.unit(5).

    They may be named after the unit, its template, the beginning of its name up to a dash, one
    of its aliases, or its type. Of two files of one name, the one in the stronger folder counts.
    """
    stem, dot, kind = name.rpartition(".")
    dashes = [index + 1 for index, letter in enumerate(stem) if letter == "-"]
    aliases = [link.rpartition("/")[2] for link in links.get(name, ())]
    parts = (f"{stem[:index]}{dot}{kind}" for index in reversed(dashes))
    template = re.sub(r"@.*(?=\.)", "@", name)
    found: dict[str, str] = {}
    for owner in dict.fromkeys((name, template, *aliases, *parts, kind)):
        for one in drop_ins.get(owner, ()):
            if _is_of_user(one) == _is_of_user(path):
                found.setdefault(one.rpartition("/")[2], one)
    return tuple(found[one] for one in sorted(found))


def _is_of_user(path: str) -> bool:
    return "/systemd/user/" in path


def _commands(settings: Settings) -> tuple[str, ...]:
    """Return every Exec*= line, without the prefixes of its program."""
    found: list[str] = []
    for (_, name), values in settings.items():
        if name.startswith(COMMANDS):
            found.extend(PREFIX.sub("", value) for value in values)
    return tuple(found)


def _triggers(settings: Settings) -> Iterator[str]:
    for (section, name), values in settings.items():
        if section in TRIGGERS:
            yield from (f"{name}={value}" for value in values)


def _last(settings: Settings, name: str) -> str:
    values = settings.get(("Service", name), [])
    return values[-1] if values else ""


def _targets(
    host: Host, path: str, settings: Settings, commands: tuple[str, ...], links: Links
) -> tuple[str, ...]:
    """Return what a unit names; a template names it once for each instance that is started."""
    folder, _, name = path.rpartition("/")
    started = (link.rpartition("/")[2] for link in links.get(name, ()) if "@." in name)
    names = dict.fromkeys(one for one in started if re.sub(r"@.*(?=\.)", "@", one) == name)
    found = (unit_targets(host, f"{folder}/{one}", settings, commands) for one in names or (name,))
    return tuple(dict.fromkeys(target for targets in found for target in targets))


def _gap(path: str, error: OSError) -> Gap:
    reason, detail = reason_of(error), error.strerror or ""
    return Gap(artifact="systemd_units", path=path, reason=reason, detail=detail)


def _joined(path: str, target: str) -> str:
    """Return where a link at `path` points, as its text says."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _names(host: Host, folder: str) -> tuple[str, ...]:
    try:
        return host.names(folder)
    except OSError:
        return ()


def _target(host: Host, path: str) -> str | None:
    try:
        return host.target(path) if host.stat(path).kind == "link" else None
    except OSError:
        return None
