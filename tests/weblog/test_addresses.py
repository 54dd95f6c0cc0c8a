"""Only what is an address is taken for one."""

import pytest

from rootout.weblog.addresses import address_of, client_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("72.17.0", None),
        ("172.17.0.1.", None),
        ("172.17.0.01", None),
        ("300.1.1.1", None),
        ("-", None),
        ("", None),
    ],
)
def test_an_address_has_one_form(text: str, address: str | None) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["client.example.org", "localhost", "a-b.example."])
def test_a_name_that_the_server_looked_up_stays(text: str) -> None:
    assert client_of(text) == text


@pytest.mark.parametrize("text", ["300.1.1.1", "1.2.3", "-", "a b", "a..b", "x" * 300, "1.2.3.4:5"])
def test_what_is_neither_is_nobody(text: str) -> None:
    assert client_of(text) is None


def test_an_address_is_its_own_name() -> None:
    assert client_of("::1") == "::1"
