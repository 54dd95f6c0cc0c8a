"""Make rootout's own process trustworthy before it looks at anything.

A library that the dynamic linker is told to load into every program is loaded into this one too.
So the first thing that a live scan does is to ask the kernel directly whether that is so, and if
it is, to start again in a mount namespace of its own where the order to load it is covered.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rootout.errors import RootoutError
from rootout.host.linker import mapped_programs, unexpected_libraries
from rootout.host.syscall import Kernel, open_kernel
from rootout.host.witness import Witness, from_bytes, take_witness, to_bytes
from rootout.model.record import Gap
from rootout.model.value import value

PRELOAD: Final = "/etc/ld.so.preload"
_MASK: Final = "/dev/null"
_MARKER: Final = "ROOTOUT_SECOND_LIFE"  # nonce:descriptor of the witness:1 where PRELOAD is covered
_ORDERS: Final = ("LD_PRELOAD", "LD_AUDIT")
_FOLDERS: Final = "LD_LIBRARY_PATH"
_LIMIT: Final = 1 << 24


@value
class Trust:
    """How far this process may believe what it is told."""

    preloads: tuple[str, ...] = ()  # what was loaded, or ordered to be, before we started again
    is_restarted: bool = False
    witness: Witness | None = None
    gaps: tuple[Gap, ...] = ()


def become_trusted(argument_vector: Sequence[str] | None = None) -> Trust:
    """Start this program again, clean, where a library is preloaded; else return at once.

    Call it first of all, before threads or files. `argument_vector` is what the interpreter
    itself was given (`sys.orig_argv`, the default), so that `python -m rootout` stays that.
    Never fails: what could not be had is a Gap, and the ordinary view goes on.
    """
    marker = os.environ.pop(_MARKER, None)
    arguments = tuple(argument_vector or sys.orig_argv)
    try:
        kernel = open_kernel()
    except RootoutError as refused:
        return _without_kernel(refused, arguments, marker)
    try:
        if marker:
            return _second_life(kernel, marker)
        preloads = _preloads(kernel)
        return _restart(kernel, preloads, arguments) if preloads else Trust()
    except OSError as refused:
        return Trust(gaps=(_gap(f"whether a library is preloaded is unknown: {refused}"),))


def shield() -> None:
    """Keep preloaded libraries out of a program that is about to be run.

    For `subprocess.run(..., preexec_fn=shield)`, together with an environment of our own.
    """
    if os.geteuid() == 0 and os.path.lexists(PRELOAD):
        kernel = open_kernel()
        kernel.unshare_mounts()
        kernel.bind(_MASK, PRELOAD)


def _preloads(kernel: Kernel) -> tuple[str, ...]:
    """Return every sign that a library was forced on this process: file, environment, memory."""
    try:
        ordered = kernel.read_file(PRELOAD, _LIMIT)
    except FileNotFoundError:
        ordered = b""
    signs = [PRELOAD] if ordered.strip() else []
    environment = {**_environment(kernel), **os.environ}  # a library may hide from the second
    signs += [f"{name}={environment[name]}" for name in _ORDERS if environment.get(name)]
    maps = kernel.read_file("/proc/self/maps", _LIMIT)
    strangers = unexpected_libraries(maps, kernel.read_part)
    return (*signs, *_from_folders(environment.get(_FOLDERS, ""), maps), *strangers)


def _from_folders(text: str, maps: bytes) -> tuple[str, ...]:
    """Return the libraries that the environment had the linker take from elsewhere."""
    folders = {os.path.realpath(folder) for folder in text.split(":") if folder}
    foreign = folders - {os.path.realpath(folder) for folder in _own_folders(text)}
    return tuple(path for path in mapped_programs(maps) if os.path.dirname(path) in foreign)


def _own_folders(text: str) -> list[str]:
    """Return the folders that this interpreter itself, installed apart, cannot start without."""
    if sys.base_prefix in ("/", "/usr"):
        return []
    return [folder for folder in text.split(":") if folder.startswith(f"{sys.base_prefix}/")]


def _environment(kernel: Kernel) -> dict[str, str]:
    """Return the environment that the kernel handed to this process."""
    words = os.fsdecode(kernel.read_file("/proc/self/environ", _LIMIT)).split("\0")
    return dict(word.split("=", 1) for word in words if "=" in word)


def _strangers(kernel: Kernel) -> tuple[str, ...]:
    return unexpected_libraries(kernel.read_file("/proc/self/maps", _LIMIT), kernel.read_part)


def _restart(kernel: Kernel, preloads: tuple[str, ...], arguments: tuple[str, ...]) -> Trust:
    """Take the witness and start again. Returns only where that is refused."""
    witness = take_witness(kernel)
    gaps = list(witness.gaps)
    covered = _attempt(lambda: _cover(kernel), "the preload file cannot be covered", gaps)
    if covered or any(name.startswith("LD_") for name in os.environ):
        nonce = os.urandom(8).hex()
        told = Witness(directories=witness.directories, gaps=tuple(gaps))
        descriptor = _keep(to_bytes(told, nonce, preloads))
        marker = f"{nonce}:{descriptor}:{int(covered)}"
        _attempt(lambda: _execute(kernel, arguments, marker), "cannot start again", gaps)
    gaps.append(_gap(f"preloaded and still in this process: {', '.join(preloads)}"))
    return Trust(preloads=preloads, witness=witness, gaps=tuple(gaps))


def _cover(kernel: Kernel) -> None:
    kernel.unshare_mounts()
    try:
        kernel.bind(_MASK, PRELOAD)
    except FileNotFoundError:
        return  # no such file: nothing to cover


def _execute(kernel: Kernel, arguments: tuple[str, ...], marker: str) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    program = sys.executable or "/proc/self/exe"
    kernel.execute(program, (program, *arguments[1:]), _clean(os.environ) | {_MARKER: marker})


def _second_life(kernel: Kernel, marker: str) -> Trust:
    """Uncover the preload file, so that it is read and removed as it is, and check the start."""
    nonce, descriptor, covered = [*marker.split(":"), "", "", ""][:3]
    gaps: list[Gap] = []
    if covered == "1" and os.path.lexists(PRELOAD):
        _attempt(lambda: kernel.unmount(PRELOAD), "the preload file stays covered", gaps)
    gaps += [
        _gap(f"the linker itself loads {path}: what is shown may be a lie")
        for path in _strangers(kernel)
    ]
    witness, preloads = _recall(descriptor, nonce, gaps)
    return Trust(
        preloads=preloads,
        is_restarted=True,
        witness=witness,
        gaps=(*(witness.gaps if witness else ()), *gaps),
    )


def _recall(descriptor: str, nonce: str, gaps: list[Gap]) -> tuple[Witness | None, tuple[str, ...]]:
    try:
        with os.fdopen(int(descriptor), "rb") as kept:
            kept.seek(0)
            return from_bytes(kept.read(), nonce)
    except (OSError, ValueError) as lost:
        gaps.append(_gap(f"what ordinary programs see is unknown: {lost}"))
        return None, ()


def _keep(data: bytes) -> int:
    """Return a descriptor that outlives execve(2), with `data` behind it."""
    descriptor = os.memfd_create("rootout-witness", 0)
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(data)
    return descriptor


def _without_kernel(refused: RootoutError, arguments: tuple[str, ...], marker: str | None) -> Trust:
    """Drop at least what the environment orders, by the ordinary way."""
    gap = _gap(f"{refused.message}: a preloaded library would not be noticed")
    if marker is None and any(os.environ.get(name) for name in _ORDERS):
        program = sys.executable or "/proc/self/exe"
        environment = _clean(os.environ) | {_MARKER: "::0"}
        os.execve(program, (program, *arguments[1:]), environment)  # noqa: S606  # no shell
    return Trust(is_restarted=marker is not None, gaps=(gap,))


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    clean = {name: text for name, text in environment.items() if not name.startswith("LD_")}
    own = _own_folders(environment.get(_FOLDERS, ""))
    return clean | {_FOLDERS: ":".join(own)} if own else clean


def _attempt(step: Callable[[], None], failure: str, gaps: list[Gap]) -> bool:
    try:
        step()
    except OSError as refused:
        gaps.append(_gap(f"{failure}: {refused.strerror}"))
        return False
    return True


def _gap(detail: str) -> Gap:
    return Gap(artifact="host", path=PRELOAD, reason="denied", detail=detail)
