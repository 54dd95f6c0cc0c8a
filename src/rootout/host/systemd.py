"""The service manager: systemctl while it is genuine, signals to process 1 where it is not."""

import os
import re
import signal

from rootout.errors import RootoutError
from rootout.host.program import TrustedPrograms

SYSTEMCTL = ("/usr/bin/systemctl", "/bin/systemctl")
RUNNING = "/run/systemd/system"  # sd_booted(3)
NAME = re.compile(r"^[A-Za-z0-9:_.\\@-]{1,255}$")


class ServiceManager:
    """systemd of this machine; on another init every request does nothing."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    def unit_is_active(self, unit: str) -> bool:
        """Say whether systemd holds `unit` active."""
        if not os.path.isdir(RUNNING) or self._programs.find(SYSTEMCTL) is None:
            return False
        done = self._programs.run(SYSTEMCTL, ("is-active", "--quiet", "--", _checked(unit)))
        return done.code == 0

    def reload_units(self) -> None:
        """Have systemd read its unit files again, by SIGHUP where systemctl is not genuine."""
        if not os.path.isdir(RUNNING):
            return
        if self._programs.find(SYSTEMCTL) is None:
            os.kill(1, signal.SIGHUP)  # systemd(1), signals
            return
        self._require(self._programs.run(SYSTEMCTL, ("daemon-reload",)).errors)

    def stop_unit(self, unit: str) -> None:
        """Ask systemd to stop `unit` without waiting, and to forget that it failed."""
        if not os.path.isdir(RUNNING):
            return
        name = _checked(unit)
        self._programs.run(SYSTEMCTL, ("stop", "--no-block", "--", name))
        self._programs.run(SYSTEMCTL, ("reset-failed", "--", name))

    def _require(self, errors: bytes) -> None:
        said = errors.decode(errors="replace").strip()
        if said:
            raise RootoutError(f"systemctl said: {said[:200]}", "Look at `systemctl status`.")


def _checked(unit: str) -> str:
    if not NAME.match(unit) or unit.startswith("-"):
        raise RootoutError(f"{unit!r} is no name of a unit", "Disable it by hand.")
    return unit
