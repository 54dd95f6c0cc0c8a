"""Statements, lists and rules of sudoers, as sudo 1.9.13 itself reads them (cvtsudoers)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.sudoers_text import (
    MOST,
    Aliases,
    aliases_in,
    included,
    names_in,
    rule_in,
    statements,
    unquoted,
)
from rootout.model.file import EvidenceFile


def said(text):
    data = text.encode(errors="surrogateescape")
    return [(one.line, one.content) for one in statements(EvidenceFile("/etc/sudoers", data))]


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("# a \\\nb ALL=ALL", [(2, "b ALL=ALL")]),
        ("a \\\n b \\\n c # d \\\ne", [(1, "a   b   c"), (4, "e")]),
        ("a \\ \t\r\nb\r\n", [(1, "a  b")]),
        ('x "a#b" "c\\"#d" # e', [(1, 'x "a#b" "c\\"#d"')]),
        ('x "a \\\n # b" # c', [(1, 'x "a   # b"')]),
        ("#1000 ALL=ALL\n#-1 ALL=ALL\n#x", [(1, "#1000 ALL=ALL"), (2, "#-1 ALL=ALL")]),
        ("a \\# b", [(1, "a \\# b")]),
        ("a\\\\\nb", [(1, "a\\\\"), (2, "b")]),
        ("a\0 hidden \\\nb", [(1, "a"), (2, "b")]),
        ("a \\", [(1, "a")]),
        ("\n \n\\\n\n", []),
        (
            "#include /a # b\n #include /c\n@include /d \\\ne",
            [(1, "#include /a # b"), (3, "@include /d \\"), (4, "e")],
        ),
    ],
)
def test_statements_end_where_sudo_ends_them(text, contents):
    assert said(text) == contents


def test_text_of_a_statement_is_all_its_lines():
    (one,) = statements(EvidenceFile("/x", b"# c\na ALL = \\\r\n ALL # d\n"))
    assert (one.line, one.text) == (2, "a ALL = \\\r\n ALL # d")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("#include /a", ("/a", False)),
        ("@includedir /etc/x.d", ("/etc/x.d", True)),
        ('@include "/a b"', ("/a b", False)),
        ("@include /a\\ b", ("/a b", False)),
        ("#includefoo /a", None),
        ("root ALL=ALL", None),
    ],
)
def test_includes_are_told(content, what):
    assert included(content) == what


def test_rule_is_who_and_what_each_is_granted():
    rule = rule_in(
        '%a, "b c" , !#1 h, fe80::1/64 = (x : y) NOPASSWD : CWD=/ /bin/l a\\,b, !!/c, '
        "PASSWD: sha224:ab, sha256 : cd= ! /d : ALL=(:g) ^/e,f$ ^g,h$, () ALL"
    )
    assert rule.who == ("%a", "b c", "!#1")
    assert [(one.run_as, one.tags, one.command) for one in rule.grants] == [
        ("x:y", ("NOPASSWD",), "/bin/l a,b"),
        ("x:y", ("NOPASSWD",), "/c"),
        ("x:y", ("PASSWD",), "!/d"),
        (":g", (), "^/e,f$ ^g,h$"),
        ("themselves", (), "ALL"),
    ]
    assert rule.grants[0].hosts == ("h", "fe80::1/64")
    assert rule.grants[3].hosts == ("ALL",)


@pytest.mark.parametrize(
    "content",
    [
        "", "root", "root ALL", "root ALL=", "root ALL=x", "root ALL=ALL ALL", "root ALL=ALL,", "=",
        "a, ALL=ALL", "a ALL=ALL:", "a ALL=ALL:b", "a ALL=ALL:b=ALL)", "!!",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(content):
    assert rule_in(content) is None


def test_aliases_are_lists_of_names_or_commands():
    assert aliases_in("A = b, !c : D = %e", of_commands=False) == {"A": ("b", "!c"), "D": ("%e",)}
    assert aliases_in("A = /b -c=d, !E", of_commands=True) == {"A": ("/b -c=d", "!E")}
    for text in ("", "a = b", "A b", "A =", "A = b c", "A, B = c", "A = b :"):
        assert aliases_in(text, of_commands=False) is None


def test_aliases_are_resolved_however_they_are_nested():
    aliases = Aliases({"A": ("B", "!x", "A"), "B": ("y", "!C"), "C": ("z",)})
    assert aliases.expand(("A", "!A", "w")) == ("y", "!z", "!x", "!y", "z", "x", "w")
    deep = {f"A{number}": (f"A{number + 1}", f"A{number + 1}") for number in range(500)}
    assert len(Aliases(deep).expand(("A0",))) == 1
    assert len(Aliases({}).expand(map(str, range(9999)))) == MOST


def test_names_lose_quotes_and_backslashes():
    assert unquoted('"a \\"b"') == 'a "b'
    assert unquoted("a\\ b") == "a b"
    assert names_in('a,"b c"') == ("a", "b c")
    assert names_in("a b") == ("a",)


def test_a_megabyte_is_read_in_no_time():
    began = time.process_time()
    for part in (
        '"',
        "\\",
        "!",
        "a,",
        "a ",
        " ",
        "(",
        "NOPASSWD:",
        "sha224:a,",
        ":",
        "^",
        "a=",
        "#",
        "\\\n",
        "a\\\n",
        "@include ",
    ):
        for start in ("", "a ALL=", "a ALL=(", "A = ", '"'):
            text = start + part * (1 << 16)
            said(text)
            rule_in(text)
            aliases_in(text, of_commands=True)
            names_in(text)
    assert time.process_time() - began < 60


@given(st.text(alphabet='aA!%#"\\ \n,:=()^$/@', max_size=80))
def test_whatever_is_said_stands_in_the_file(text):
    lines = text.split("\n")
    for one in statements(EvidenceFile("/x", text.encode())):
        first = one.line - 1
        assert one.text == "\n".join(lines[first : first + one.text.count("\n") + 1])
        rule_in(one.content)
        aliases_in(one.content, of_commands=False)
