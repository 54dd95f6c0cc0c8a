"""Scripts that run when a server boots, goes to sleep or shuts down."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.patterns import expand
from rootout.collect.registry import artifact
from rootout.collect.script_blocks import whole_lines
from rootout.collect.scripts import commands_in, modified, script_targets
from rootout.collect.vouching import vouching_package
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap
from rootout.model.value import value

# systemd.generator(7), systemd-sleep(8), systemd-shutdown(8); what sysvinit and OpenRC run.
FILES = {
    "/etc/init.d/*": "init script",
    "/etc/rc.d/init.d/*": "init script",
    "/etc/rc.local": "boot script",
    "/etc/rc.d/rc.local": "boot script",
    "/etc/boot.d/*": "boot script",
    "/etc/local.d/*.start": "boot script",
    "/etc/local.d/*.stop": "shutdown script",
    "/etc/systemd/system-shutdown/*": "shutdown script",
    "/usr/lib/systemd/system-shutdown/*": "shutdown script",
    "/lib/systemd/system-shutdown/*": "shutdown script",
    "/etc/systemd/system-sleep/*": "sleep script",
    "/usr/lib/systemd/system-sleep/*": "sleep script",
    "/lib/systemd/system-sleep/*": "sleep script",
    "/etc/inittab": "inittab line",
}
# Where systemd.generator(7) and systemd.environment-generator(7) look, /lib where it is no link.
KINDS = ("system", "user", "system-environment", "user-environment")
ROOTS = ("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib")
GENERATORS = {
    f"{root}/systemd/{kind}-generators/*": "generator" for root in ROOTS for kind in KINDS
}
LEVELS = (
    *(f"/etc/{base}rc{level}.d" for base in ("", "rc.d/") for level in "0123456S"),
    *(
        f"/etc/runlevels/{level}"
        for level in ("sysinit", "boot", "default", "nonetwork", "shutdown")
    ),
)
BY_LINES = (
    "/etc/rc.local",
    "/etc/rc.d/rc.local",
    "/etc/inittab",
)  # administrators have lines of their own there


@value
class BootScript(Launcher):
    """One script, or one line of rc.local; a script's `command` is its text without comments."""

    kind: str  # init script, boot script, generator, shutdown script or sleep script
    links: tuple[str, ...] = ()  # in the folders of runlevels: what starts an init script

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return self.kind

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        moments = {"shutdown script": "at every shutdown", "sleep script": "at every sleep"}
        return moments.get(self.kind, "at every boot")

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1543.002" if self.kind == "generator" else "T1037.004"


@artifact(form="tree", attack=("T1037.004", "T1543.002"))
def collect(host: Host) -> Iterator[BootScript | Gap]:
    """Init scripts with their links, rc.local, and systemd's generators and hooks."""
    links = _links(host)
    missed: list[OSError] = []
    seen: set[str] = set()
    for pattern, kind in (GENERATORS | FILES).items():
        for path in expand(host, (pattern,), missed.append):
            try:
                file = host.read(path)
                reached = host.resolve(path)
            except OSError as error:
                missed.append(error)
                continue
            if file.data and reached not in seen:
                seen.add(reached)
                file.package = vouching_package(host, file)
                yield from _scripts(file, kind, links.get(file.name, ()))
    for one in missed:
        detail, path = one.strerror or str(one), str(one.filename or "")
        yield Gap(artifact="boot_scripts", path=path, reason=reason_of(one), detail=detail)


def _links(host: Host) -> dict[str, tuple[str, ...]]:
    """Return the links of every runlevel by the name of the script that they lead to."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in LEVELS:
        try:
            names = host.names(folder)
        except OSError:
            continue
        for name in names:
            try:
                target = host.target(f"{folder}/{name}")
            except OSError:
                continue
            found[target.rpartition("/")[2]].append(f"{folder}/{name}")
    return {name: tuple(paths) for name, paths in found.items()}


def _scripts(file: EvidenceFile, kind: str, links: tuple[str, ...]) -> Iterator[BootScript]:
    if file.path not in BY_LINES:
        command = commands_in(file)
        yield BootScript(
            origin=file.origin,
            text="",
            file_modified=modified(file),
            is_shared=False,
            package=file.package,
            user="root",
            command=command,
            targets=script_targets(file, command),
            kind=kind,
            links=links,
        )
        return
    for line, command in _lines(file, kind):
        if command and not command.startswith("exit "):
            yield BootScript(
                origin=line.origin,
                text=line.text,
                file_modified=modified(file),
                is_shared=True,
                package=file.package,
                user="root",
                command=command,
                targets=targets_of(command),
                kind=kind,
            )


def _lines(file: EvidenceFile, kind: str) -> Iterator[tuple[Line, str]]:
    """Yield each line and what it runs; of inittab(5) that is the fourth field, `+` for quiet."""
    if kind != "inittab line":
        yield from ((line, str(line)) for line in whole_lines(file))
        return
    for line in file.lines():
        yield line, line.split(":", 3)[-1].lstrip("@+") if line.count(":") > 2 else ""
