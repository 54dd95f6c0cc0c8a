"""lighttpd, Caddy and OpenLiteSpeed."""

import pytest

from rootout.collect.web.others import sites
from rootout.host.folder import FolderHost


@pytest.mark.parametrize(
    ("server", "path", "text"),
    [
        (
            "lighttpd",
            "etc/lighttpd/lighttpd.conf",
            """server.document-root = "/srv/w"
alias.url += ( "/m/" => "/srv/m/" )
accesslog.filename = "/l/a"
""",
        ),
        (
            "caddy",
            "etc/caddy/Caddyfile",
            """shop.example {
    root * /srv/w
    root /srv/m/
    log {
        output file /l/a {
""",
        ),
        (
            "openlitespeed",
            "usr/local/lsws/conf/vhosts/a/vhconf.conf",
            "docRoot /srv/w\nvhRoot /srv/m/\naccesslog /l/a {\n}\n",
        ),
    ],
)
def test_folders_and_log_are_told(tmp_path, server, path, text):
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    (one,) = sites(FolderHost(str(tmp_path)))
    assert (one.server, one.path) == (server, f"/{path}")
    assert one.roots == ("/srv/w", "/srv/m/")
    assert [log.path for log in one.logs] == ["/l/a"]


def test_files_that_say_nothing_are_none(tmp_path):
    (tmp_path / "etc/caddy").mkdir(parents=True)
    (tmp_path / "etc/caddy/Caddyfile").write_text("respond 200\n")
    assert list(sites(FolderHost(str(tmp_path)))) == []
