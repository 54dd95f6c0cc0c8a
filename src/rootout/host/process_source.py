"""The best source of process events that this kernel has."""

import struct
from collections.abc import Iterator
from typing import Protocol

from rootout.errors import RootoutError
from rootout.host.process_event import ProcessEvent
from rootout.host.procfs import ProcessFiles
from rootout.host.syscall import open_kernel
from rootout.model.record import Gap


class ProcessSource(Protocol):
    """Something that tells what processes do."""

    @property
    def has_command_lines(self) -> bool:
        """Say whether what ends at once is seen with its arguments too."""

    def fileno(self) -> int:
        """Return what becomes readable when there are events."""

    def events(self, most: int) -> Iterator[ProcessEvent]:
        """Yield what has happened, at most so many events."""

    def close(self) -> None:
        """Stop."""


def open_process_source(files: ProcessFiles) -> tuple[ProcessSource | None, tuple[Gap, ...]]:
    """Return programs of ours in the kernel, else the connector, and what is missed by it."""
    from rootout.host.bpf.tracer import Tracer

    try:
        return Tracer(open_kernel()), ()
    except (OSError, ValueError, LookupError, struct.error, RootoutError) as refusal:
        why = str(refusal)[:200]
    from rootout.host.proc_connector import Connector

    try:
        source = Connector(files)
    except OSError as refusal:
        detail = f"no process can be seen starting ({why}; {refusal})"
        return None, (_gap(detail),)
    detail = f"command lines of programs that end at once may be missing ({why})"
    return source, (_gap(detail),)


def _gap(detail: str) -> Gap:
    return Gap(artifact="watch", path="processes", reason="unsupported", detail=detail)
