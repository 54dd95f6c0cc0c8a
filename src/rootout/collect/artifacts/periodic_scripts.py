"""Scripts that run-parts(8) and anacron(8) run every hour, day, week and month."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.scripts import commands_in, modified, script_targets
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value


@value
class PeriodicScript(Launcher):
    """One script; `command` is its text without comments, or its path where it is no text."""

    period: str  # hourly, daily, weekly or monthly

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return f"{self.period} script"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return f"by cron, {self.period}"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1053.003"


@artifact(
    files=(
        "/etc/cron.hourly/*",
        "/etc/cron.daily/*",
        "/etc/cron.weekly/*",
        "/etc/cron.monthly/*",
    ),
    attack=("T1053.003",),
)
def parse(file: EvidenceFile) -> Iterator[PeriodicScript]:
    """Scripts in the folders that cron empties its list of every hour, day, week and month."""
    if not file.data or file.name == ".placeholder":
        return
    command = commands_in(file)
    yield PeriodicScript(
        origin=file.origin,
        text="",
        file_modified=modified(file),
        is_shared=False,
        package=file.package,
        user="root",
        command=command,
        targets=script_targets(file, command),
        period=file.path.split("/")[2].removeprefix("cron."),
    )
