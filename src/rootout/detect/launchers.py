"""What starts programs by itself, and the files that it leads to."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.model.configuration import Launcher
from rootout.model.evidence import Evidence

Starter = Launcher | SystemdUnit
DEEPEST = 4  # scripts that name scripts


class Files:
    """The files that records point at, by every path that names them."""

    def __init__(self, evidence: Evidence) -> None:
        self._by_path: dict[str, ReferencedFile] = {}
        self._by_record: dict[str, list[ReferencedFile]] = defaultdict(list)
        for file in evidence.of(ReferencedFile):
            for path in (file.path, *file.aliases):
                self._by_path[path] = file
            for record in file.referenced_by:
                self._by_record[record].append(file)

    def at(self, path: str) -> ReferencedFile | None:
        """Return what is at `path`, links followed; None where nothing is known."""
        return self._by_path.get(path)

    def reached_by(self, launcher: Starter) -> Iterator[ReferencedFile]:
        """Yield the unowned files that a launcher starts, or that its scripts name."""
        own = own_files(launcher)
        named = [file for path in launcher.targets if (file := self.at(path))]
        named += [file for file in self._by_record[launcher.id] if own.isdisjoint(_paths(file))]
        seen: set[str] = set()
        for _ in range(DEEPEST):
            fresh = [file for file in named if file.path not in seen and is_strange(file)]
            seen.update(file.path for file in fresh)
            yield from dict.fromkeys(fresh)
            named = [found for file in fresh for path in file.mentions if (found := self.at(path))]


def starters(evidence: Evidence) -> tuple[Starter, ...]:
    """Return every launcher and unit that no package has put there as it is."""
    units = (unit for unit in evidence.of(SystemdUnit) if unit.package is None)
    lines = (line for line in evidence.of(Launcher) if line.package is None)
    return (*lines, *units)


def own_files(launcher: Starter) -> frozenset[str]:
    """Return the files that make the launcher itself."""
    files = launcher.files if isinstance(launcher, SystemdUnit) else ()
    return frozenset((launcher.origin.path, *files))


def commands(launcher: Starter) -> tuple[str, ...]:
    """Return the command lines that a launcher runs."""
    return launcher.commands if isinstance(launcher, SystemdUnit) else (launcher.command,)


def called(launcher: Starter) -> str:
    """Name a launcher in a sentence."""
    if isinstance(launcher, SystemdUnit):
        return f"unit {launcher.name}"
    return f"{launcher.what} {launcher.key}"


def technique(launcher: Starter) -> str:
    """Return the ATT&CK id of the way in which a launcher stays."""
    return "T1543.002" if isinstance(launcher, SystemdUnit) else launcher.technique


def is_strange(file: ReferencedFile) -> bool:
    """Say whether this is a regular file that no package vouches for."""
    return file.kind == "file" and not file.is_trusted


def is_program(file: ReferencedFile) -> bool:
    """Say whether a file can be run, by itself or by an interpreter."""
    return file.is_executable or file.content in ("elf", "script")


def _paths(file: ReferencedFile) -> tuple[str, ...]:
    return (file.path, *file.aliases)
