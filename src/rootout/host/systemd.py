"""The service manager: systemctl while it is genuine, signals to process 1 where it is not."""

import os
import re
import signal
from collections.abc import Callable

from rootout.errors import RootoutError
from rootout.host.program import TrustedPrograms

SYSTEMCTL = ("/usr/bin/systemctl", "/bin/systemctl")
RUNNING = "/run/systemd/system"  # there while systemd is process 1: sd_booted(3)
NAME = re.compile(r"[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,254}")  # systemd.unit(5)
ACTIVE = frozenset((b"active", b"reloading", b"activating", b"refreshing"))


class ServiceManager:
    """systemd of this machine; on another init every request does nothing."""

    def __init__(
        self,
        programs: TrustedPrograms,
        running: str = RUNNING,
        hang_up: Callable[[], None] = lambda: os.kill(1, signal.SIGHUP),
    ) -> None:
        """`hang_up` is how process 1 is told to read its units without systemctl."""
        self._programs = programs
        self._running = running
        self._hang_up = hang_up

    def unit_is_active(self, unit: str) -> bool:
        """Say whether systemd holds `unit` active, or is about to start it again."""
        name = _checked(unit)
        if not self._is_running or self._programs.find(SYSTEMCTL) is None:
            return False
        return self._programs.run(SYSTEMCTL, ("is-active", "--", name)).output.strip() in ACTIVE

    def reload_units(self) -> None:
        """Have systemd read its unit files again, by SIGHUP where systemctl is not genuine."""
        if not self._is_running:
            return
        if self._programs.find(SYSTEMCTL) is None:
            self._hang_up()  # systemd(1), SIGNALS
            return
        self._programs.run(SYSTEMCTL, ("daemon-reload",)).require("systemctl")

    def stop_unit(self, unit: str) -> None:
        """Ask systemd to stop `unit` without waiting, and to forget that it failed.

        Raises RootoutError where systemctl is not genuine. A unit that is not there is stopped.
        """
        name = _checked(unit)
        if self._is_running:
            self._programs.run(SYSTEMCTL, ("stop", "--no-block", "--", name))
            self._programs.run(SYSTEMCTL, ("reset-failed", "--", name))

    @property
    def _is_running(self) -> bool:
        return os.path.isdir(self._running)


def _checked(unit: str) -> str:
    if not NAME.fullmatch(unit):
        raise RootoutError(f"{unit!r} is no name of a unit", "Disable it by hand.")
    return unit
