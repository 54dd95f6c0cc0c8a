"""A kernel module that one list of the kernel has and the other has not.

A rootkit takes itself out of the list that lsmod(8) reads, /proc/modules, and often forgets
/sys/module; some do it the other way round. Modules that come or go meanwhile were looked at
twice. A container that is shown no /sys/module proves nothing.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Modules that are missing from one of the kernel's two lists."""
    modules = evidence.of(KernelModule)
    is_sys_shown = any(one.in_sys_module and one.in_proc_modules for one in modules)
    for one in modules:
        if one.state != "live":
            continue
        if not one.in_proc_modules:
            yield _finding(one, "/sys/module tells of it, and /proc/modules (lsmod) does not")
        elif is_sys_shown and not one.in_sys_module:
            yield _finding(one, "/proc/modules tells of it, and /sys/module does not")


def _finding(module: KernelModule, reason: str) -> Finding:
    return Finding(
        rule="hidden_kernel_module",
        title="A kernel module hides",
        severity="critical",
        confidence="high",
        techniques=("T1014", "T1547.006"),
        records=(module.id,),
        entities=(Entity("module", module.name),),
        why=f"The module {shorten(module.name)} is in the kernel: {reason}.",
        advice="Trust nothing that this kernel says: look at the disk from another system.",
    )
