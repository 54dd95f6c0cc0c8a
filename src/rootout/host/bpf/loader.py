"""Ask the kernel for maps, load programs, and attach them: bpf(2)."""

import contextlib
import ctypes
import os
import resource
import struct
from typing import Final

from rootout.host.syscall import Kernel

MAP_ARRAY, MAP_OF_EACH_PROCESSOR, MAP_RING = 2, 6, 27
MAPPABLE: Final = 1 << 10
_MAP_CREATE, _PROGRAM_LOAD, _TRACEPOINT_OPEN = 0, 5, 17
_RAW_TRACEPOINT: Final = 17  # the type of program
_ATTRIBUTES: Final = 128  # bytes; the kernel wants what it does not know to be 0
_LOG_BYTES: Final = 1 << 20
_LICENCE: Final = b"GPL"  # the helpers that read memory are for such programs


class Loader:
    """The one who holds the descriptors of maps and programs until `close`."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._descriptors: list[int] = []
        with contextlib.suppress(ValueError, OSError):  # before 5.11 maps count as locked memory
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY,) * 2)

    def close(self) -> None:
        """Detach all programs and let the maps go."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def map(self, kind: int, key: int, size: int, entries: int, flags: int = 0) -> int:
        """Make a map and return its descriptor. Raises OSError."""
        return self._bpf(_MAP_CREATE, struct.pack("<IIIII", kind, key, size, entries, flags))

    def attach(self, tracepoint: str, code: bytes) -> None:
        """Load a program and run it at each event of a raw tracepoint.

        Raises OSError, with the kernel's reasons where it refuses the program.
        """
        program = self._load(code)
        name = ctypes.create_string_buffer(tracepoint.encode())
        self._bpf(_TRACEPOINT_OPEN, struct.pack("<QI", ctypes.addressof(name), program))

    def _load(self, code: bytes) -> int:
        instructions = ctypes.create_string_buffer(code, len(code))
        licence = ctypes.create_string_buffer(_LICENCE)
        words = [_RAW_TRACEPOINT, len(code) // 8, ctypes.addressof(instructions)]
        words.append(ctypes.addressof(licence))
        try:
            return self._bpf(_PROGRAM_LOAD, struct.pack("<IIQQIIQ", *words, 0, 0, 0))
        except OSError as refused:
            log = ctypes.create_string_buffer(_LOG_BYTES)
            attributes = struct.pack("<IIQQIIQ", *words, 1, _LOG_BYTES, ctypes.addressof(log))
            with contextlib.suppress(OSError):
                return self._bpf(_PROGRAM_LOAD, attributes)
            lines = log.value.decode(errors="replace").strip().split("\n")
            last = " ".join(lines[-3:])[-300:]
            raise OSError(refused.errno, f"{refused.strerror}: {last}") from refused

    def _bpf(self, command: int, attributes: bytes) -> int:
        buffer = ctypes.create_string_buffer(attributes, _ATTRIBUTES)
        descriptor = self._kernel.call("bpf", command, buffer, _ATTRIBUTES)
        self._descriptors.append(descriptor)
        os.set_inheritable(descriptor, False)  # noqa: FBT003
        return descriptor
