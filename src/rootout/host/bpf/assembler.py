"""Instructions of the kernel's own machine, one after another, with names to jump to.

Encoding: https://docs.kernel.org/bpf/standardization/instruction-set.html.
"""

import struct
from typing import Final, Literal

Width = Literal[4, 8]
CONTEXT, ANSWER, FRAME = 1, 0, 10  # registers: what a program is given, a result, its stack
_INSTRUCTION: Final = struct.Struct("<BBhi")
_LOAD: Final = {4: 0x61, 8: 0x79}
_STORE: Final = {4: 0x63, 8: 0x7B}
_STORE_NUMBER: Final = {4: 0x62, 8: 0x7A}
_MAP_DESCRIPTOR: Final = 1  # the kind of number that a wide load of a map takes
_ADD_IN_MEMORY: Final = 0xDB
_JUMPS: Final = {
    "always": 0x05,
    "equal": 0x15,
    "unequal": 0x55,
    "more": 0x25,  # unsigned
    "less": 0xA5,
    "unequal word": 0x56,  # of the lower 32 bits only
}


class Code:
    """A program being written. Registers are numbers: 6 to 9 outlive a call, 1 to 5 do not."""

    def __init__(self) -> None:
        self._instructions: list[tuple[int, int, int, int]] = []
        self._jumps: dict[int, str] = {}
        self._labels: dict[str, int] = {}

    def move(self, to: int, source: int, plus: int = 0) -> None:
        """Copy a register, and add a number to the copy."""
        self._emit(0xBF, to, source)
        if plus:
            self._emit(0x07, to, number=plus)

    def set(self, to: int, number: int) -> None:
        """Set a register to a number of 32 bits, which keeps its sign."""
        self._emit(0xB7, to, number=number)

    def load(self, width: Width, to: int, base: int, offset: int) -> None:
        """Load a register from memory at `base`."""
        self._emit(_LOAD[width], to, base, offset)

    def store(self, width: Width, base: int, offset: int, source: int) -> None:
        """Store a register to memory at `base`."""
        self._emit(_STORE[width], base, source, offset)

    def store_number(self, width: Width, base: int, offset: int, number: int) -> None:
        """Store a number to memory at `base`."""
        self._emit(_STORE_NUMBER[width], base, 0, offset, number)

    def subtract(self, to: int, source: int) -> None:
        """Subtract one register from another."""
        self._emit(0x1F, to, source)

    def count_up(self, base: int, source: int) -> None:
        """Add a register to the 64 bits at `base`, at once for all processors."""
        self._emit(_ADD_IN_MEMORY, base, source)

    def load_map(self, to: int, descriptor: int) -> None:
        """Load what a helper takes as a map."""
        self._emit(0x18, to, _MAP_DESCRIPTOR, 0, descriptor)
        self._emit(0)

    def call(self, helper: int) -> None:
        """Call a helper of the kernel: bpf-helpers(7), numbers from linux/bpf.h."""
        self._emit(0x85, number=helper)

    def jump(self, label: str, when: str = "always", register: int = 0, number: int = 0) -> None:
        """Jump to a label, which must come later, where a register compares so with a number."""
        self._jumps[len(self._instructions)] = label
        self._emit(_JUMPS[when], register, number=number)

    def label(self, name: str) -> None:
        """Name this place."""
        self._labels[name] = len(self._instructions)

    def end(self) -> None:
        """End the program with the answer 0."""
        self.set(ANSWER, 0)
        self._emit(0x95)

    def assemble(self) -> bytes:
        """Return the instructions as the kernel takes them. Raises KeyError for no such label."""
        words = []
        for place, (operation, registers, offset, number) in enumerate(self._instructions):
            label = self._jumps.get(place)
            distance = offset if label is None else self._labels[label] - place - 1
            words.append(_INSTRUCTION.pack(operation, registers, distance, _signed(number)))
        return b"".join(words)

    def _emit(
        self, operation: int, to: int = 0, source: int = 0, offset: int = 0, number: int = 0
    ) -> None:
        self._instructions.append((operation, to | source << 4, offset, number))


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
