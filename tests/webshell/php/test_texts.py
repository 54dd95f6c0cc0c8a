"""Texts are read as PHP reads them, however they are written."""

import pytest
from tests.webshell.php.following import flows, told


@pytest.mark.parametrize(
    "name",
    [
        "'system'",
        '"sys\\x74em"',
        '"s{$y}stem"',
        "<<<'E'\nsystem\nE",
        "<<<E\nsys\\164em\nE",
        "('x' ? 'system' : 'y')",
        "(string) 'system'",
        "~'\x8c\x86\x8c\x8b\x9a\x92'",
        "system",
    ],
)
def test_name_is_read(name):
    assert "critical" in told(f"$y = 'y'; $f = {name}; $f($_GET['x']);")


def test_numbers_do_no_harm():
    assert told("eval((int) $_GET['x']);") == set()
    assert told("eval(-$_GET['x']);") == set()
    assert told("eval(!$_GET['x']);") == set()


def test_backticks_run_commands():
    assert flows("echo `ls $_GET[d]`;") == [("medium", "backticks", "request")]
    assert flows("echo `$_GET[c]`;") == [("critical", "backticks", "request")]


def test_numbers_are_read_in_every_base():
    assert "critical" in told("$f = chr(0x73).chr(0171).chr(115).chr(116).'em'; $f($_GET['x']);")
