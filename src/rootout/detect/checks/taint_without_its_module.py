"""The kernel says that a foreign module was loaded, and no module that is there bears that mark.

The mark stays until the next boot, also where an administrator has taken the module out again:
this is a hint for whoever looks at a server that has other findings, and no more. In a container
the kernel is somebody else's, and nothing is said.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.collect.artifacts.kernel_taint import KernelTaint
from rootout.detect.check import check
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

# Of the kernel's reasons, those that a module leaves, with the letter that the module then bears.
MARKS = {"O": "module built outside the kernel's tree", "E": "unsigned module"}


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """A taint that a module has left which is not to be seen any more."""
    modules = evidence.of(KernelModule)
    if not any(one.has_index for one in modules):
        return
    borne = {mark for one in modules for mark in one.taints}
    for taint in evidence.of(KernelTaint):
        lost = [reason for mark, reason in MARKS.items() if mark not in borne]
        left = [reason for reason in lost if reason in taint.reasons]
        if left:
            yield _finding(taint, " and ".join(left))


def _finding(taint: KernelTaint, left: str) -> Finding:
    return Finding(
        rule="taint_without_its_module",
        title="A foreign kernel module was loaded and is not to be seen",
        severity="low",
        confidence="low",
        techniques=("T1547.006", "T1014"),
        records=(taint.id,),
        entities=(Entity("setting", taint.origin.path),),
        why=f"The kernel has had: {left}; and no loaded module is one.",
        advice="`journalctl -k -g taint` tells which: if nobody took it out, it hides.",
    )
