import pytest

from rootout.model.entity import Entity
from rootout.respond.actions.remove_line import RemoveLine

EVIL = "* * * * * root /tmp/.x/implant"
ACTION = RemoveLine(path="/etc/crontab", line=2, text=EVIL)


def test_it_names_the_line_that_goes():
    assert ACTION.describe() == f"remove line 2 of /etc/crontab: {EVIL}"
    assert ACTION.touches() == (Entity("job", "/etc/crontab:2"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"a\n{EVIL}\nb\n", b"a\nb\n"),
        (f"a\nnew above\n{EVIL}\nb", b"a\nnew above\nb"),
        (EVIL, b""),
        (f"{EVIL} --more\n {EVIL}\n#{EVIL}\n", f"{EVIL} --more\n {EVIL}\n#{EVIL}\n".encode()),
        (f"a\r\n{EVIL}\nb\x0b\x85\u2028c", "a\r\nb\x0b\x85\u2028c".encode()),
    ],
)
def test_the_line_goes_wherever_it_stands_and_every_other_byte_stays(before, after, server, host):
    path = server.file("/etc/crontab", before.encode())
    ACTION.apply(host)
    assert path.read_bytes() == after
    assert ACTION.verify(host)


def test_undo_keeps_what_the_operator_wrote_since(server, host, vault):
    path = server.file("/etc/crontab", f"a\n{EVIL}\nb\n".encode())
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_bytes(path.read_bytes() + b"new\n")
    ACTION.undo(host, vault, captured)
    assert path.read_bytes() == f"a\n{EVIL}\nb\nnew\n".encode()


RULE = "evil ALL=(ALL) \\\n\tNOPASSWD: \\\n\tALL"
CARRIED_ON = RemoveLine(path="/etc/sudoers", line=2, text=RULE, kind="setting")


def test_lines_that_go_together_are_told_as_one():
    assert CARRIED_ON.describe() == (
        "remove line 2 of /etc/sudoers: evil ALL=(ALL) \\ NOPASSWD: \\ ALL"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"a\n{RULE}\nb", "a\nb"),
        (RULE, ""),
        (f"x \\\n\tNOPASSWD: \\\n\tALL\n{RULE}\n", "x \\\n\tNOPASSWD: \\\n\tALL\n"),
        (f"{RULE} # more\n", f"{RULE} # more\n"),
        ("evil ALL=(ALL) \\\n\tALL\n", "evil ALL=(ALL) \\\n\tALL\n"),
        (RULE.replace("\\\n", f"\\\n{RULE}\n", 1), ""),
    ],
)
def test_lines_that_go_together_go_only_together(before, after, server, host, vault):
    path = server.file("/etc/sudoers", before.encode())
    captured = CARRIED_ON.capture(host, vault)
    CARRIED_ON.apply(host)
    assert path.read_text() == after
    assert CARRIED_ON.verify(host)
    CARRIED_ON.undo(host, vault, captured)
    assert path.read_text() == before


def test_lines_that_go_together_come_back_between_what_was_written_since(server, host, vault):
    path = server.file("/etc/sudoers", f"a\n{RULE}\nb\n".encode())
    captured = CARRIED_ON.capture(host, vault)
    CARRIED_ON.apply(host)
    path.write_text("new\na\nb\n")
    CARRIED_ON.undo(host, vault, captured)
    assert path.read_text() == f"new\na\n{RULE}\nb\n"
