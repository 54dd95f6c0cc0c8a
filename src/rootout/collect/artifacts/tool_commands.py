"""Lines of tools' own files by which they run commands: mail, logs, agents, super-servers.

One expression for each kind of file; each line that it matches is a launcher.
"""

import fnmatch
import re
from collections.abc import Iterator
from typing import NamedTuple

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import modified
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.value import value


class Tool(NamedTuple):
    """Files of one tool, and which of their lines run what: the group `command`."""

    name: str
    occasion: str
    patterns: tuple[str, ...]
    line: re.Pattern[str]


def _tool(name: str, occasion: str, line: str, *patterns: str) -> Tool:
    return Tool(name, occasion, patterns, re.compile(line))


# aliases(5), procmailrc(5), interfaces(5), rsyslog's omprog, inetd.conf(5), xinetd.conf(5),
# zabbix_agentd.conf, nrpe.cfg, snmpd.conf(5), ssh_config(5), git-config(1), hosts_options(5).
TOOLS = (
    _tool(
        "mail alias",
        "when a mail comes",
        r'[^:#]{1,200}:.{0,400}?"?\|\s{0,9}(?P<command>[^",]{1,4000})',
        "/etc/aliases",
        "/etc/postfix/aliases",
        "/etc/mail/aliases",
    ),
    _tool(
        "mail filter",
        "when a mail comes",
        r'"?\|\s{0,9}(?P<command>[^"]{1,4000})"?',
        "~/.forward",
        "~/.procmailrc",
        "/etc/procmailrc",
    ),
    _tool(
        "network interface",
        "when a network interface goes up or down",
        r"(?:pre-up|up|post-up|down|pre-down|post-down)\s{1,9}(?P<command>.{1,4000})",
        "/etc/network/interfaces",
        "/etc/network/interfaces.d/*",
    ),
    _tool(
        "log rule",
        "when something is logged",
        r'.{0,400}(?:binary\s{0,9}=\s{0,9}"(?P<command>[^"]{1,4000})"|[ \t]\^(?P<other>/\S{1,999}))'
        r".{0,400}",
        "/etc/rsyslog.conf",
        "/etc/rsyslog.d/*.conf",
    ),
    _tool(
        "service of inetd",
        "when somebody connects",
        r"\S{1,99}\s{1,9}(?:stream|dgram|raw|seqpacket)\s{1,9}\S{1,99}\s{1,9}\S{1,99}\s{1,9}\S{1,99}"
        r"\s{1,9}(?P<command>/.{1,4000})",
        "/etc/inetd.conf",
        "/etc/inetd.d/*",
    ),
    _tool(
        "service of xinetd",
        "when somebody connects",
        r"server\s{0,9}=\s{0,9}(?P<command>/.{1,4000})",
        "/etc/xinetd.conf",
        "/etc/xinetd.d/*",
    ),
    _tool(
        "command of a monitoring agent",
        "when the monitor asks",
        r"(?:UserParameter\s{0,9}=\s{0,9}[^,]{1,400},|command\[[^\]]{1,99}\]\s{0,9}=)\s{0,9}"
        r"(?P<command>.{1,4000})",
        "/etc/zabbix/*.conf",
        "/etc/zabbix/*.d/*.conf",
        "/etc/nagios/nrpe.cfg",
        "/etc/nagios/nrpe.d/*.cfg",
        "/etc/nrpe.d/*.cfg",
    ),
    _tool(
        "command of the SNMP daemon",
        "when somebody asks by SNMP",
        r"(?:extend(?:-sh)?|exec|sh|pass|pass_persist)\s{1,9}(?:\S{1,200}\s{1,9}){1,2}?(?P<command>/.{1,4000})",
        "/etc/snmp/snmpd.conf",
        "/etc/snmp/snmpd.conf.d/*.conf",
    ),
    _tool(
        "command of the SSH client",
        "when somebody connects by ssh from here",
        r"(?i)(?:LocalCommand|ProxyCommand|KnownHostsCommand)[\s=]{1,9}(?P<command>.{1,4000})",
        "/etc/ssh/ssh_config",
        "/etc/ssh/ssh_config.d/*.conf",
        "~/.ssh/config",
    ),
    _tool(
        "command of git",
        "when somebody works with git",
        r"(?i)(?:fsmonitor|pager|editor|sshCommand|askPass|hooksPath|helper)\s{0,9}=\s{0,9}!?(?P<command>.{1,4000})",
        "/etc/gitconfig",
        "~/.gitconfig",
        "~/.config/git/config",
    ),
    _tool(
        "rule of tcp wrappers",
        "when somebody connects",
        r"[^#].{0,400}:\s{0,9}(?:spawn|twist)\s{1,9}(?P<command>.{1,4000})",
        "/etc/hosts.allow",
        "/etc/hosts.deny",
    ),
)
QUOTES = "\"'"


@value
class ToolCommand(Launcher):
    """One line, and the tool that runs it."""

    tool: str
    when: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return self.tool

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return self.when


@artifact(files=tuple(one for tool in TOOLS for one in tool.patterns), attack=("T1546",))
def parse(file: EvidenceFile) -> Iterator[ToolCommand]:
    """Commands in the files of mail servers, loggers, agents, super-servers, ssh and git."""
    tool = _tool_of(file)
    for line in file.lines():
        found = tool.line.match(line)
        if not found:
            continue
        groups = found.groupdict()
        command = (groups["command"] or groups.get("other") or "").strip().strip(QUOTES)
        yield ToolCommand(
            origin=line.origin,
            text=line.text,
            file_modified=modified(file),
            is_shared=True,
            package=file.package,
            user=file.account or "root",
            command=command,
            targets=targets_of(command),
            tool=tool.name,
            when=tool.occasion,
        )


def _tool_of(file: EvidenceFile) -> Tool:
    path = file.path.replace(file.home.rstrip("/"), "~", 1) if file.home else file.path
    for tool in TOOLS:
        if any(fnmatch.fnmatchcase(path, pattern) for pattern in tool.patterns):
            return tool
    return TOOLS[0]
