"""Code that every Python program runs when it starts: site(7) of Python's library reference."""

from collections.abc import Iterator
from dataclasses import replace

from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

FOLDERS = (
    "/usr/lib/python3*/dist-packages",
    "/usr/lib/python3*/site-packages",
    "/usr/lib64/python3*/site-packages",
    "/usr/local/lib/python3*/dist-packages",
    "/usr/local/lib/python3*/site-packages",
    "~/.local/lib/python3*/site-packages",
)
MODULES = ("sitecustomize.py", "usercustomize.py")
MOST = 4096  # characters of a line: what is longer still is one


@value
class PythonStartup(Launcher):
    """One line of a .pth file, or one module that is imported by itself."""

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "start-up code of Python"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return "with every Python program"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546.018"


@artifact(
    files=(
        *(f"{folder}/*.pth" for folder in FOLDERS),
        *(f"{folder}/{module}" for folder in FOLDERS for module in MODULES),
        "/etc/python3*/sitecustomize.py",
    ),
    attack=("T1546.018",),
)
def parse(file: EvidenceFile) -> Iterator[PythonStartup]:
    """Lines of .pth files that run code, and modules that every Python program imports."""
    if file.name in MODULES:
        if file.data.strip():
            text = file.data[: 32 * MOST].decode(errors="surrogateescape")
            yield _record(file, None, text)
        return
    lines = list(file.lines(comment=""))
    for line in lines:
        if line.startswith(("import ", "import\t")) and line.origin.line:
            yield _record(file, (line.origin.line, line.text), line[:MOST], len(lines) > 1)


def _record(
    file: EvidenceFile, line: tuple[int, str] | None, code: str, is_shared: bool = False
) -> PythonStartup:
    return PythonStartup(
        origin=replace(file.origin, line=line and line[0]),
        text="" if line is None else line[1],
        file_modified=modified(file),
        is_shared=is_shared,
        package=file.package,
        user=file.account or "root",
        command=code,
        targets=(file.path,),
    )
