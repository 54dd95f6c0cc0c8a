"""A kernel module, loaded or waiting on the disk, that neither a package nor dkms has put there.

Vendors of graphics cards, virtual machines and security agents bring modules of their own, and
so do system tap and live patches: a person has to say whose a module is. In a container, and
under a kernel that was built on the host, nothing can be told.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.collect.artifacts.module_files import ModuleFile
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, Severity

LIVE_PATCH = "K"  # the taint of kernel/livepatch
PROBE = "stap_"  # what stap(1) calls its modules


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Modules of a packaged kernel that no package owns and dkms did not build."""
    loaded = {one.name for one in evidence.of(KernelModule)}
    for one in evidence.of(KernelModule):
        if one.path is None and one.has_index and one.is_packaged_kernel:
            is_usual = LIVE_PATCH in one.taints or one.name.startswith(PROBE)
            reason = "is in the kernel, and no module file of this kernel has its name"
            yield _finding(one, one.entities(), "low" if is_usual else "medium", reason)
    for file in evidence.of(ModuleFile):
        if not file.is_dkms:
            state = "is in the kernel" if file.name in loaded else "waits on the disk"
            reason = f"{state}, and no package owns its file {shorten(file.path)}"
            yield _finding(file, file.entities(), "medium", reason)


def _finding(
    record: KernelModule | ModuleFile, entities: tuple[Entity, ...], severity: Severity, reason: str
) -> Finding:
    return Finding(
        rule="kernel_module_of_nobody",
        title="A kernel module is nobody's",
        severity=severity,
        confidence="low",
        techniques=("T1547.006",),
        records=(record.id,),
        entities=entities,
        why=f"The module {shorten(record.name)} {reason}.",
        advice="Ask who installed it; `modinfo` tells what it says of itself.",
    )
