"""Secrets: asked for, and given."""

import pytest
from tests.weblog.logs import line, signs

from rootout.weblog.detections.secrets import detect, is_secret
from rootout.weblog.request import Request
from rootout.weblog.table import row_of

SECRETS = (
    "/.env", "/.env.production", "/.git/config", "/backup.zip", "/db/dump.sql.gz",
    "/wp-config.php~", "/wp-config.php.bak", "/.aws/credentials", "/id_rsa", "/phpinfo.php",
    "/server-status", "/site.tar.gz", "/%2eenv", "/config/database.yml", "/.ssh/id_ed25519",
    "/storage/logs/laravel.log", "/actuator/env", "/tls/private.key", "/users.kdbx",
    "/.htpasswd",
)  # fmt: skip


@pytest.mark.parametrize("path", SECRETS)
def test_secret_is_known_and_marked_while_lines_are_split(path: str) -> None:
    assert is_secret(path)
    request = Request(0, "203.0.113.9", None, "", "GET", path, "", 200, 9, "", "x")
    assert dict(enumerate(row_of(0, 1, request)))[13] is True


@pytest.mark.parametrize(
    "path",
    ["/", "/.well-known/acme-challenge/x", "/environment", "/product/backup-battery", "/a.zip.html",
     "/database", "/configuration.html", "/downloads/manual.zip", "/keyboard", "/sql-course"],
)  # fmt: skip
def test_ordinary_page_is_left_alone(path: str) -> None:
    assert not is_secret(path)


def test_secret_that_was_given_is_found() -> None:
    (one,) = signs(detect, [line(0, "/.env", size=412), line(1, "/.git/config", 404)])
    assert (one.path, one.succeeded, one.severity) == ("/.env", True, "high")
    assert "T1552.001" in one.all_techniques


def test_several_tries_in_vain_are_told_and_one_is_not() -> None:
    paths = ("/.env", "/.git/config", "/backup.sql")
    (one,) = signs(detect, [line(n, path, 404) for n, path in enumerate(paths)])
    assert (one.succeeded, one.severity) == (False, "medium")
    assert signs(detect, [line(0, "/.env", 404), line(1, "/.env", 403)]) == []


def test_server_that_answers_everything_alike_gave_nothing() -> None:
    paths = ("/.env", "/.git/config", "/backup.sql", "/id_rsa", "/dump.zip")
    (one,) = signs(detect, [line(n, path) for n, path in enumerate(paths)])
    assert not one.succeeded
