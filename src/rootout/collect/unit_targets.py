"""Which files the commands of a unit run or hand on: systemd.service(5), systemd.exec(5)."""

import posixpath
import re
import shlex
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.unit_files import Settings
from rootout.collect.unit_words import Specifiers, words_of
from rootout.host.api import Host

# What may stand before the path of a program.
PREFIX = re.compile(r"^[@:+!|-]*")
SECTION = "Service"
# systemd.exec(5): where a program without a path is looked for.
FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
OWN_FOLDERS = re.compile(r"^(?P<home>/.*?)/\.(?:config|local/share)/systemd/user(?:\.control)?/")


def unit_targets(
    host: Host, path: str, settings: Settings, commands: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the absolute paths that `commands` of the unit at `path` name, each once."""
    own = OWN_FOLDERS.match(path)
    specifiers = Specifiers.of(path, host.name, own["home"] if own else None)
    root = _folder(settings, "RootDirectory", specifiers)
    start = _folder(settings, "WorkingDirectory", specifiers)
    found: dict[str, None] = {}
    for command in commands:
        words = words_of(command, specifiers)
        for target in (*_programs(host, words, settings), *_arguments(words, start)):
            found.setdefault(target)
            if root != "/":  # the program's own view of the files begins there
                found.setdefault(f"{root.rstrip('/')}{target}")
    return tuple(found)


def _programs(host: Host, words: tuple[str, ...], settings: Settings) -> Iterator[str]:
    """Yield the program of each command: a lone semicolon begins a new one."""
    for before, word in zip((";", *words), words, strict=False):
        if before != ";":
            continue
        program = PREFIX.sub("", word)
        if program.startswith("/"):
            yield "/" + posixpath.normpath(program).lstrip("/")  # // is kept by normpath
        elif program and "/" not in program:
            yield from _searched(host, program, settings)


def _searched(host: Host, program: str, settings: Settings) -> Iterator[str]:
    own = settings.get((SECTION, "ExecSearchPath"), [])
    folders = [folder for line in own for folder in line.split(":")] or FOLDERS
    paths = (f"{folder}/{program}" for folder in folders if folder.startswith("/"))
    yield from [path for path in paths if host.exists(path)][:1]


def _arguments(words: tuple[str, ...], start: str) -> tuple[str, ...]:
    """Return the paths among the arguments, commands for an interpreter looked into."""
    return targets_of(shlex.join(words), start)


def _folder(settings: Settings, name: str, specifiers: Specifiers) -> str:
    values = settings.get((SECTION, name), [])
    folder = specifiers.expand(values[-1].lstrip("-")) if values else "/"
    return folder if folder.startswith("/") else "/"
