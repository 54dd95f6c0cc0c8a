"""Lines of tools that run commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.tool_commands import TOOLS, parse
from rootout.model.file import EvidenceFile

LINES = {
    "/etc/aliases": 'robot: x, "|/opt/x --in"',
    "/etc/procmailrc": "| /opt/x --in",
    "/etc/network/interfaces": "    post-up /opt/x --in",
    "/etc/rsyslog.d/x.conf": 'action(type="omprog" binary="/opt/x --in")',
    "/etc/inetd.conf": "ident stream tcp nowait root /opt/x --in",
    "/etc/xinetd.d/x": "  server = /opt/x --in",
    "/etc/zabbix/zabbix_agentd.d/x.conf": "UserParameter=a[*],/opt/x --in",
    "/etc/nagios/nrpe.cfg": "command[load]=/opt/x --in",
    "/etc/snmp/snmpd.conf": "extend name /opt/x --in",
    "/etc/ssh/ssh_config": "ProxyCommand /opt/x --in",
    "/etc/gitconfig": "  fsmonitor = !/opt/x --in",
    "/etc/hosts.allow": "ALL: ALL: spawn /opt/x --in",
}


@pytest.mark.parametrize("path", LINES)
def test_command_of_each_tool_is_told(path):
    (one,) = parse(EvidenceFile(path, f"# x\nother\n{LINES[path]}\n".encode()))
    assert (one.command, one.targets) == ("/opt/x --in", ("/opt/x",))
    assert (one.text, one.origin.line, one.is_shared) == (LINES[path], 3, True)
    assert one.occasion.startswith("when")
    assert one.what in {tool.name for tool in TOOLS}
    assert one.technique == "T1546"


def test_each_tool_has_an_example():
    assert {next(iter(parse(EvidenceFile(p, t.encode())))).tool for p, t in LINES.items()} == {
        tool.name for tool in TOOLS
    }


def test_program_after_a_caret_and_a_line_in_a_home_are_told():
    (one,) = parse(EvidenceFile("/etc/rsyslog.conf", b"*.err ^/opt/x;tpl"))
    assert one.command == "/opt/x;tpl"
    file = EvidenceFile("/home/bob/.forward", b'"|/opt/x"')
    file.home, file.account = "/home/bob", "bob"
    (one,) = parse(file)
    assert (one.tool, one.user, one.is_shared) == ("mail filter", "bob", True)


@pytest.mark.parametrize("path", LINES)
def test_ordinary_lines_run_nothing(path):
    assert not list(parse(EvidenceFile(path, b"postmaster: root\nauto eth0\n# x: |/opt/x\n")))


@given(st.binary(), st.sampled_from(["/elsewhere", *LINES]))
def test_any_bytes_are_survived(data, path):
    list(parse(EvidenceFile(path, data)))
