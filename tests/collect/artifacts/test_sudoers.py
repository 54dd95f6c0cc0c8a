"""Entries of sudoers: whom they are about, and what they name."""

import pytest

from rootout.collect.artifacts.sudoers import SudoersEntry, collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity, Tie


@pytest.fixture
def read(tmp_path):
    def read(text, conf=""):
        (tmp_path / "etc").mkdir(exist_ok=True)
        (tmp_path / "etc/sudoers").write_text(text)
        (tmp_path / "etc/sudo.conf").write_text(conf)
        return list(collect(FolderHost(str(tmp_path))))

    return read


def test_rule_belongs_to_the_one_account_that_it_is_about(read):
    (rule,) = read("evil ALL=(ALL) \\\n NOPASSWD: ALL")
    assert (rule.grantee, rule.commands, rule.without_password) == ("evil", ("ALL",), ("ALL",))
    assert (rule.what, rule.key) == ("sudo rule", "/etc/sudoers:1")
    assert rule.entities() == (
        Entity("setting", "/etc/sudoers:1"),
        Entity("file", "/etc/sudoers"),
    )
    assert tuple(rule.ties()) == (Tie(Entity("account", "evil"), "owns", rule.subject()),)


@pytest.mark.parametrize("who", ["a, b", "%sudo", "ALL", "#1000", "!a", "+net", "ADMINS"])
def test_rule_for_more_than_one_account_belongs_to_none(read, who):
    *_, rule = read(f"User_Alias ADMINS = c, d\n{who} ALL=ALL")
    assert rule.grantee is None
    assert not list(rule.ties())


def test_programs_are_named_without_their_arguments(read):
    (rule,) = read("a ALL=/bin/ls -l, !/bin/sh, sudoedit /etc/x, ALL, /bin/ls")
    assert rule.programs == ("/bin/ls",)
    plugin, include = read(
        "@include /a b", conf="Plugin x /srv/p.so\nPath askpass /a\\ b\nPath x\n"
    )[:3:2]
    assert plugin.programs == ("/srv/p.so",)
    assert include.programs == ("/a",)


@pytest.mark.parametrize(
    ("text", "field", "content"),
    [
        ("Defaults:a,%b !authenticate", "who", ("a", "%b")),
        ("Defaults@web !authenticate", "hosts", ("web",)),
        ("Defaults>root !authenticate", "run_as", ("root",)),
        ("Defaults!/bin/x !authenticate", "commands", ("/bin/x",)),
        ('Defaults a, b="c, d"', "settings", ("a", 'b="c, d"')),
        ("Runas_Alias A = b", "run_as", ("b",)),
        ("Host_Alias A = b", "hosts", ("b",)),
        ("Cmd_Alias A = /b c", "commands", ("/b c",)),
    ],
)
def test_settings_and_aliases_say_whom_and_what(read, text, field, content):
    (entry,) = read(text)
    assert getattr(entry, field) == content


@pytest.mark.parametrize("text", ["Defaults", "Defaults:a", "User_Alias a = b", "nothing"])
def test_what_sudo_refuses_is_a_gap(read, text):
    (gap,) = read(text)
    assert gap.reason == "malformed"


def test_endless_lists_are_a_gap(read):
    rule, gap = read(f"{','.join(f'u{number}' for number in range(1200))} ALL=ALL")
    assert (len(rule.who), gap.reason) == (1000, "too_large")


def test_lines_of_a_file_that_is_included_by_name_are_taken_out_of_it(read, tmp_path):
    (tmp_path / "etc/sudoers.d").mkdir(parents=True)
    (tmp_path / "etc/sudoers.d/x").write_text("a ALL=ALL")
    (tmp_path / "etc/local").write_text("a ALL=ALL")
    entries = read("@include local\n@includedir sudoers.d")
    assert all(isinstance(one, SudoersEntry) for one in entries)
    assert [one.is_shared for one in entries] == [True, True, True, False]
