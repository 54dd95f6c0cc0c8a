"""The programs at work: what processes start, multiply and end, as it happens."""

import mmap
import os
from collections.abc import Iterator
from typing import Final

from rootout.host.bpf import layout
from rootout.host.bpf.btf import KERNEL_TYPES, Types
from rootout.host.bpf.loader import MAP_ARRAY, MAP_OF_EACH_PROCESSOR, MAP_RING, MAPPABLE, Loader
from rootout.host.bpf.programs import STRUCTURES, Maps, Programs
from rootout.host.bpf.ring import Ring
from rootout.host.process_event import Lost, ProcessEvent
from rootout.host.syscall import Kernel

RING_BYTES: Final = 1 << 23  # some seconds of a busy server
_NAMESPACE: Final = "/proc/self/ns/pid"
_MOST_TYPES: Final = 1 << 26  # bytes


class Tracer:
    """Every process of our PID namespace and of those below it, from now on."""

    has_command_lines: Final = True

    def __init__(self, kernel: Kernel, ring_bytes: int = RING_BYTES) -> None:
        """Load and attach. Raises OSError, ValueError or LookupError where the kernel cannot."""
        types = Types(kernel.read_file(KERNEL_TYPES, _MOST_TYPES), STRUCTURES)
        self._loader = Loader(kernel)
        try:
            maps = self._make_maps(ring_bytes)
            self._ring = Ring(maps.ring, ring_bytes)
            lost = mmap.mmap(maps.lost, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ)
            self._missed = memoryview(lost)[:8].cast("Q")
            programs = Programs(types, maps, os.stat(_NAMESPACE).st_ino)
            self._loader.attach("sched_process_fork", programs.forked())
            self._loader.attach("sched_process_exit", programs.ended())
            self._loader.attach("sched_process_exec", programs.started())
        except BaseException:
            self._loader.close()
            raise
        self._told = 0

    def fileno(self) -> int:
        """Return what becomes readable when a program was started."""
        return self._ring.descriptor

    def events(self, most: int) -> Iterator[ProcessEvent]:
        """Yield what has happened, at most so many events, and how many were lost."""
        for record in self._ring.records(most):
            yield layout.parse(record)
        missed = self._missed[0]
        if missed > self._told:
            yield Lost(missed - self._told)
            self._told = missed

    def close(self) -> None:
        """Take the programs out of the kernel."""
        self._ring.close()
        self._missed.release()
        self._loader.close()

    def _make_maps(self, ring_bytes: int) -> Maps:
        return Maps(
            ring=self._loader.map(MAP_RING, 0, 0, ring_bytes),
            scratch=self._loader.map(MAP_OF_EACH_PROCESSOR, 4, layout.MOST_BYTES, 1),
            lost=self._loader.map(MAP_ARRAY, 4, 8, 1, MAPPABLE),
        )
