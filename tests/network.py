"""A network namespace for one test: what is blocked or cut there touches nobody else."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CLONE_NEWNET = 0x40000000
OWN = "/proc/thread-self/ns/net"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: network namespaces")
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def namespace() -> Iterator[None]:
    """Move this thread, and what it starts, to a fresh network that has only a loopback."""
    with open(OWN) as home:
        before = os.stat(OWN).st_ino
        _checked(_libc.unshare(CLONE_NEWNET))
        try:
            assert os.stat(OWN).st_ino != before
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            yield
        finally:
            _checked(_libc.setns(home.fileno(), CLONE_NEWNET))
            assert os.stat(OWN).st_ino == before


def _checked(code: int) -> None:
    if code:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
