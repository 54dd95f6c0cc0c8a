"""What the kernel has noted against itself since it was started."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

TAINTED = "/proc/sys/kernel/tainted"
# Documentation/admin-guide/tainted-kernels.rst: bit by bit.
REASONS = (
    "proprietary module",
    "module forced in",
    "unsafe processor",
    "module forced out",
    "machine check",
    "bad page",
    "user request",
    "kernel died",
    "ACPI table overridden",
    "kernel warning",
    "staging driver",
    "firmware bug",
    "module built outside the kernel's tree",
    "unsigned module",
    "soft lockup",
    "live patch",
    "auxiliary taint",
    "structure randomisation",
    "in-kernel test",
    "fwctl debugging",
)


@value
class KernelTaint(Record):
    """The kernel's taint, as a number and in words."""

    taint: int
    reasons: tuple[str, ...]


@artifact(form="live", attack=("T1547.006",))
def collect(host: Host) -> Iterator[KernelTaint | Gap]:
    """Why the kernel calls itself tainted; it stays so until the next boot."""
    text = host.read(TAINTED).data.decode(errors="replace").strip()
    if not text.isascii() or not text.isdigit():
        detail = "it is no number"
        yield Gap(artifact="kernel_taint", path=TAINTED, reason="malformed", detail=detail)
        return
    taint = int(text[:20])
    if taint:
        reasons = tuple(name for bit, name in enumerate(REASONS) if taint >> bit & 1)
        yield KernelTaint(origin=Origin(path=TAINTED), taint=taint, reasons=reasons)
