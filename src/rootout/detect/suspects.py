"""Processes that hide what they are: the one place that says which, for every check that asks."""

import re

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_temporary
from rootout.model.evidence import Evidence

# Kernel threads have no program at all. ps puts their names in brackets, so a disguise does too.
BRACKETED = re.compile(r"\[[\w/:.+<>@-]+\]")
KERNEL_NAMES = re.compile(
    r"(?:kworker|ksoftirqd|kthreadd|kswapd|kdevtmpfs|khugepaged|khungtaskd|kcompactd|kauditd"
    r"|kblockd|kintegrityd|kthrotld|oom_reaper)\S*"
    r"|(?:migration|cpuhp|idle_inject|irq|jbd2|xfs-\w+)/.*"
    r"|rcu_(?:gp|bh|preempt|sched|par_gp|tasks\w*)|scsi_(?:eh|tmf)_\d+"
)


def is_deleted_stranger(process: Process) -> bool:
    """Say whether the program's file is gone, and no package ever put one there."""
    return process.is_deleted and not process.in_memory and process.package is None


def poses_as_kernel_thread(process: Process) -> bool:
    """Say whether a program shows itself the way only the kernel's own threads do."""
    if process.is_kernel_thread or process.executable is None or process.state in ("Z", "X"):
        return False
    first = process.arguments[0] if process.arguments else ""
    if BRACKETED.fullmatch(first.strip()) or KERNEL_NAMES.fullmatch(process.name):
        return True
    return not first and process.package is None


def suspects(evidence: Evidence) -> tuple[Process, ...]:
    """Return the processes that are hidden, deleted, in memory only or disguised."""
    return tuple(process for process in evidence.of(Process) if _is_suspect(process))


def _is_suspect(process: Process) -> bool:
    if process.is_kernel_thread:
        return False
    if process.hidden_from or poses_as_kernel_thread(process):
        return True
    return is_deleted_stranger(process) or runs_from_nowhere(process)


def runs_from_nowhere(process: Process) -> bool:
    """Say whether an unpackaged program is in memory only, or both hidden and temporary."""
    path = process.executable
    if process.package is not None or path is None:
        return False
    return process.in_memory or (is_temporary(path) and is_hidden(path))
