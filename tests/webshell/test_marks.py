"""Shells known by name are known by their marks; a page that only mentions one thing is not."""

from rootout.webshell.marks import SAID, marks


def test_known_names_are_marks_of_code_only():
    assert marks(b"<?php $title = 'b374k'; ?>") == ("known_shell",)
    assert marks(b"an article about b374k") == ()


def test_toolbox_needs_many_tools_and_a_request():
    tools = b"disable_functions safe_mode posix_getpwuid uname /etc/passwd open_basedir"
    assert marks(b"<?php $_GET['a']; /* " + tools + b" */") == ("toolbox",)
    assert marks(b"<?php $_GET['a']; uname safe_mode") == ()
    assert set(SAID) == {"known_shell", "toolbox"}
