"""Scripts that run-parts(8) and anacron(8) run every hour, day, week and month."""

from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.content import content_of
from rootout.collect.registry import artifact
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value

MOST_TEXT = 4000  # characters of a script that are judged as its command


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
    is_text = content_of(file.data) in ("script", "text")
    text = "\n".join(file.lines())[:MOST_TEXT] if is_text else file.path
    yield PeriodicScript(
        origin=file.origin,
        text="",
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=False,
        package=file.package,
        user="root",
        command=text,
        targets=tuple(dict.fromkeys((file.path, *targets_of(text)))),
        period=file.path.split("/")[2].removeprefix("cron."),
    )
