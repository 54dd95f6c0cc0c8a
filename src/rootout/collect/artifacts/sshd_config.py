"""What sshd is told to do: sshd_config(5), with everything it includes."""

from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.sshd_settings import MAIN, Setting, settings
from rootout.collect.vouching import vouching_package
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.record import Gap
from rootout.model.value import value

# Where sshd takes every value, and not only the first: sshd_config(5).
REPEATED = frozenset(
    (
        "acceptenv",
        "allowgroups",
        "allowusers",
        "denygroups",
        "denyusers",
        "hostkey",
        "include",
        "listenaddress",
        "permitlisten",
        "permitopen",
        "port",
        "setenv",
        "subsystem",
    )
)
RUN = frozenset(("authorizedkeyscommand", "authorizedprincipalscommand", "forcecommand"))
READ = frozenset(
    (
        "authorizedkeysfile",
        "authorizedprincipalsfile",
        "hostkey",
        "include",
        "revokedkeys",
        "securitykeyprovider",
        "trustedusercakeys",
        "xauthlocation",
    )
)
# sshd does not start when the account is taken away from the command that runs as it.
MAGIC = frozenset("*?[%")  # of patterns, and of what stands for the account
NOT_ALONE = frozenset(("authorizedkeyscommanduser", "authorizedprincipalscommanduser"))


@value
class SshdSetting(ConfigurationLine):
    """One setting. Of most only the first counts for a login, and one in a Match block more."""

    name: str  # the keyword in small letters
    values: tuple[str, ...]
    condition: str  # of the Match block around it; empty where it counts for all
    is_effective: bool  # False where an earlier line for the same logins counts
    programs: tuple[str, ...]  # absolute paths that it runs
    files: tuple[str, ...]  # absolute paths that it reads

    @property
    def what(self) -> str:
        """Name the kind of line in a sentence."""
        return "sshd setting"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1098.004" if self.name.startswith(("authorized", "trusted")) else "T1556"

    def entities(self) -> tuple[Entity, ...]:
        """Return the setting, its file, and what it names."""
        paths = dict.fromkeys((self.origin.path, *self.programs, *self.files))
        return (self.subject(), *(Entity("file", path) for path in paths))


@artifact(form="tree", attack=("T1098.004", "T1556"))
def collect(host: Host) -> Iterator[SshdSetting | Gap]:
    """Every setting of the ssh server, in the order in which it reads them."""
    said: set[tuple[str, str]] = set()
    packages: dict[str, str | None] = {}
    missed: list[OSError] = []
    for one in settings(host, missed.append):
        if one.name in NOT_ALONE:
            continue
        path = one.file.path
        if path not in packages:
            packages[path] = vouching_package(host, one.file)
        place = (one.name, one.condition)
        is_first = place not in said
        said.add(place)
        yield _record(one, packages[path], is_effective=is_first or one.name in REPEATED)
    for error in missed:
        detail, path = error.strerror or "", str(error.filename or "")
        yield Gap(artifact="sshd_config", path=path, reason=reason_of(error), detail=detail)


def _record(one: Setting, package: str | None, *, is_effective: bool) -> SshdSetting:
    values = one.values[1:] if one.name == "subsystem" else one.values
    is_run = one.name in RUN or one.name == "subsystem"
    named = tuple(path for path in values if path.startswith("/") and not MAGIC.intersection(path))
    return SshdSetting(
        origin=one.line.origin,
        text=one.line.text,
        file_modified=one.file.stat.modified_ns / 1e9 if one.file.stat else 0.0,
        is_shared=one.file.path == MAIN,
        package=package,
        name=one.name,
        values=one.values,
        condition=one.condition,
        is_effective=is_effective,
        programs=targets_of(" ".join(values)) if is_run else (),
        files=named if one.name in READ else (),
    )
