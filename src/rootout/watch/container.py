"""In which container a process is, by the name of its cgroup."""

import re
from typing import Final

# docker-<id>.scope, /docker/<id>, libpod-<id>.scope, cri-containerd-<id>.scope, crio-<id>.scope,
# /kubepods/.../<id>, /lxc.payload.<name>, /machine.slice/systemd-nspawn@<name>.service
_NUMBERED: Final = re.compile(
    r"(docker|libpod|cri-containerd|crio|kubepods)[-/.](?:[^\0]{0,200}[-/])?([0-9a-f]{12})[0-9a-f]{52}"
)
_NAMED: Final = re.compile(r"/(lxc(?:\.payload)?|systemd-nspawn)[./@]([\w.-]{1,64})")


def container_of(cgroup: str) -> str | None:
    """Return kind and short id or name of the container; None outside of all."""
    found = _NUMBERED.search(cgroup) or _NAMED.search(cgroup)
    return f"{found[1]} {found[2].removesuffix('.service')}" if found else None
