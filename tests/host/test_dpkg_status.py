"""Paragraphs of the status file are read, and broken ones are told."""

from hypothesis import given
from hypothesis import strategies as st
from tests.packages import stanza

from rootout.host.dpkg_status import STATES, Stanza, parse_status


def test_package_is_read_with_all_its_fields():
    (one,) = parse_status(stanza("nginx", conffiles={"/etc/nginx.conf": "0" * 32}))
    assert (one.package, one.state, one.version) == ("nginx", "installed", "1.0-1")
    assert one.conffiles == (("/etc/nginx.conf", "0" * 32),)
    assert one.broken == ()


def test_paragraphs_are_told_apart():
    found = list(parse_status(stanza("a") + "\n\n\n" + stanza("b") + " \n" + stanza("c")))
    assert [one.package for one in found] == ["a", "b", "c"]


def test_description_is_no_field():
    text = stanza("a") + " Package: b\n Status: install ok installed\n"
    assert [one.package for one in parse_status(text)] == ["a"]


def test_paragraph_without_a_package_or_a_state_is_told():
    assert list(parse_status("Status: install ok installed\n")) == ["Status: install ok installed"]
    assert next(iter(parse_status("Package: a\nStatus: install ok strange\n"))).startswith(
        "Package: a"
    )


def test_package_is_whole_but_half_installed_or_removed():
    whole = {
        state: next(parse_status(stanza("a", state=f"install ok {state}"))).is_installed
        for state in STATES - {"not-installed"}
    }
    assert {state for state, is_installed in whole.items() if not is_installed} == {
        "config-files",
        "half-installed",
    }


@given(st.text() | st.text("Package: Statusinlokdhf-\n Conffiles/0", max_size=400))
def test_any_text_is_read_without_an_error(text):
    for one in parse_status(text):
        assert isinstance(one, Stanza) or one
