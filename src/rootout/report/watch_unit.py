"""A unit for systemd that watches: systemd.service(5), systemd.exec(5)."""

import sys
from collections.abc import Sequence
from typing import Final

CASE: Final = "/var/lib/rootout/cases/watch"
# Reading everything is the task, so nothing is hidden; writing is for the case and the freezer.
# Code of our own makes system calls (host/syscall.py): MemoryDenyWriteExecute= would refuse it.
UNIT: Final = """\
[Unit]
Description=rootout watch: tell of suspicious programs the moment they start
Documentation=man:rootout(1)
After=local-fs.target

[Service]
Type=notify
ExecStart={command}
Restart=always
RestartSec=5
Nice=-5
OOMScoreAdjust=-900
MemoryMax=256M
TasksMax=16
UMask=0077
StateDirectory=rootout
ProtectSystem=full
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6 AF_PACKET
KillMode=process

[Install]
WantedBy=multi-user.target
"""


def unit_text(words: Sequence[str]) -> str:
    """Return a unit that runs rootout with `words`, in a case of its own where none is named."""
    given = [*words] if "--case" in words else [*words, "--case", CASE]
    command = [sys.executable, "-m", "rootout", *given]
    return UNIT.format(command=" ".join(map(_quoted, command)))


def _quoted(word: str) -> str:
    """Return a word as systemd.service(5) reads it back."""
    escaped = word.replace("%", "%%").replace("$", "$$")
    if escaped and not set(escaped) & set(" \t\n\"'\\;"):
        return escaped
    inside = escaped.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inside}"'
