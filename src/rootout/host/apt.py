"""Packages from the host's own repository, by its genuine apt-get, and without its settings."""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from io import BufferedReader

from rootout.errors import RootoutError
from rootout.host.account_ids import read_ids
from rootout.host.files import FileTree
from rootout.host.program import TrustedPrograms

APT_GET, APT_CONFIG = ("/usr/bin/apt-get",), ("/usr/bin/apt-config",)
METHODS = "/usr/lib/apt/methods"
SANDBOX = "_apt"  # the user as whom apt talks to the network: apt.conf(5), APT::Sandbox
SECONDS = 300.0
PLACE = "/var/tmp"  # noqa: S108 - a folder of our own is made in it
# Settings can name programs, such as one that finds the proxy, so none of them is read.
SETTINGS = 'Dir::Etc::Parts "/dev/null";\nDir::Etc::Main "/dev/null";\n'
PROXY = re.compile(rb'Acquire::(https?)::Proxy "([A-Za-z0-9:/@.\[\]_%~+-]+)";')


@contextlib.contextmanager
def fetched(
    tree: FileTree, programs: TrustedPrograms, package: str, version: str, architecture: str
) -> Iterator[BufferedReader]:
    """Open exactly that version of a package; nothing of it is left on the host afterwards.

    Raises RootoutError where apt cannot get it, or is not as its package says.
    """
    _require_genuine_methods(tree, programs)
    with tempfile.TemporaryDirectory(prefix="rootout-", dir=PLACE) as folder:
        settings = f"{folder}/apt.conf"
        with open(settings, "w") as file:
            file.write(SETTINGS)
        proxies = _proxies(programs)
        uid = read_ids(tree, "/etc/passwd").get(SANDBOX)
        if uid is not None and os.geteuid() == 0:
            os.chown(folder, uid, -1)
        name = f"{package}:{architecture}={version}"
        programs.run(
            APT_GET,
            ("-q", *proxies, "download", "--", name),
            seconds=SECONDS,
            folder=folder,
            settings={"APT_CONFIG": settings},
        ).require("apt-get")
        found = [one for one in tree.names(folder) if one.endswith(".deb")]
        if not found:
            raise RootoutError("apt-get brought no package", "See what it says by hand.")
        with tree.open(f"{folder}/{found[0]}") as file:
            yield file


def _proxies(programs: TrustedPrograms) -> tuple[str, ...]:
    """Return the proxies of apt.conf(5): without them many servers reach no repository."""
    said = programs.run(APT_CONFIG, ("dump",)).output
    return tuple(
        f"-oAcquire::{match[1].decode()}::Proxy={match[2].decode()}"
        for match in PROXY.finditer(said)
    )


def _require_genuine_methods(tree: FileTree, programs: TrustedPrograms) -> None:
    """Raise RootoutError where one of the programs by which apt fetches is not its package's."""
    try:
        paths = {tree.resolve(f"{METHODS}/{name}") for name in tree.names(METHODS)}
    except OSError as error:
        raise RootoutError(f"apt has no methods: {error}", "Reinstall apt by hand.") from error
    strange = [path for path in sorted(paths) if programs.find((path,)) is None]
    if strange:
        raise RootoutError(f"{strange[0]} is not what its package says", "Reinstall apt by hand.")
