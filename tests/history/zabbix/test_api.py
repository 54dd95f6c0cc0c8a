"""The API is asked as each version wants it, and the token goes nowhere else."""

import socket
import ssl
from pathlib import Path

import pytest
from tests.history.zabbix.frontend import TOKEN, Frontend, serving

from rootout.errors import RootoutError
from rootout.history.zabbix.api import END, Api, endpoint, read_token, version_of


@pytest.mark.parametrize("version", ["6.4.0", "7.0.4", "7.4.1"])
def test_newer_versions_get_the_token_as_a_header(version: str) -> None:
    with serving(Frontend(version)) as frontend:
        found = Api(frontend.address, TOKEN).call("host.get", {"filter": {"host": ["web01"]}})
    assert found == [{"hostid": "10084"}]
    assert frontend.headers == [None, f"Bearer {TOKEN}"]
    assert "auth" not in frontend.asked[1]


def test_older_versions_get_the_token_in_the_request() -> None:
    with serving(Frontend("6.0.14")) as frontend:
        Api(frontend.address, TOKEN).call("host.get", {"filter": {"host": ["web01"]}})
    assert frontend.headers == [None, None]
    assert [one.get("auth") for one in frontend.asked] == [None, TOKEN]


def test_a_token_that_is_refused_is_said() -> None:
    with serving(Frontend()) as frontend:
        api = Api(frontend.address, "0" * 64)
        with pytest.raises(RootoutError, match="Not authorized") as raised:
            api.call("host.get", {})
    assert "token is valid" in raised.value.hint


def test_a_redirect_is_not_followed() -> None:
    with serving(Frontend()) as frontend, serving(Frontend()) as other:
        frontend.status, frontend.location = 307, other.address
        with pytest.raises(RootoutError, match="answered 307"):
            Api(frontend.address, TOKEN)
        assert other.asked == []


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'{"a":1}', b"\xff", b"[" * 100_000])
def test_what_is_no_zabbix_is_said_to_be_none(raw: bytes) -> None:
    with serving(Frontend()) as frontend:
        frontend.raw = raw
        with pytest.raises(RootoutError, match="does not answer as Zabbix"):
            Api(frontend.address, TOKEN)


def test_an_error_of_an_odd_shape_is_an_error() -> None:
    with serving(Frontend()) as frontend:
        frontend.raw = b'{"error":[1]}'
        with pytest.raises(RootoutError, match="refused apiinfo"):
            Api(frontend.address, TOKEN)


def test_a_page_that_is_not_there_is_said() -> None:
    with serving(Frontend()) as frontend:
        frontend.status = 404
        with pytest.raises(RootoutError, match="answered 404"):
            Api(frontend.address, TOKEN)


def test_a_server_that_is_not_there_is_said() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with pytest.raises(RootoutError, match="cannot be reached"):
        Api(f"http://127.0.0.1:{port}", TOKEN)


def test_a_certificate_that_is_not_valid_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ssl.SSLCertVerificationError(1, "self-signed certificate")

    monkeypatch.setattr("http.client.HTTPSConnection.connect", refuse)
    with pytest.raises(RootoutError, match="is not valid") as raised:
        Api("https://zabbix.example.org", TOKEN)
    assert "--zabbix-ca" in raised.value.hint


def test_an_authority_without_certificates_is_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(RootoutError, match="has no certificates"):
        Api("https://zabbix.example.org", TOKEN, tmp_path / "ca.pem")
    with pytest.raises(RootoutError, match="has no certificates"):
        Api("https://zabbix.example.org", TOKEN, tmp_path / "nothing.pem")


def test_the_address_of_the_frontend_is_enough() -> None:
    whole = f"https://z.example.org/zabbix{END}"
    for text in ("", "/", END, "/index.php", "/index.php?a=b", "/#top"):
        assert endpoint(f"https://z.example.org/zabbix{text}") == whole
    assert endpoint("http://localhost:8080") == f"http://localhost:8080{END}"
    assert endpoint("http://[::1]/z") == f"http://[::1]/z{END}"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://z.example.org", "in the clear"),
        ("http://192.0.2.1", "in the clear"),
        ("file:///etc/passwd", "no address"),
        ("zabbix", "no address"),
        ("https://user:word@z.example.org", "no address"),
    ],
)
def test_other_addresses_are_refused(url: str, words: str) -> None:
    with pytest.raises(RootoutError, match=words):
        endpoint(url)


def test_a_token_is_read_from_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    assert read_token(path) == TOKEN
    path.chmod(0o640)
    with pytest.raises(RootoutError, match="others can read"):
        read_token(path)
    path.chmod(0o600)
    path.write_text("two words")
    with pytest.raises(RootoutError, match="has no token"):
        read_token(path)
    with pytest.raises(RootoutError, match="cannot be read"):
        read_token(tmp_path / "nothing")


def test_versions_are_numbers_and_not_too_old() -> None:
    assert version_of("7.0.4") == (7, 0)
    assert version_of("8.0.0alpha1") == (8, 0)
    for odd in ("5.0.1", "", "x.y", None, "7"):
        with pytest.raises(RootoutError, match="is of version"):
            version_of(odd)
