"""nginx' configuration, as nginx reads it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.web.nginx import DEFAULT_ROOTS, LOGGED, sites
from rootout.collect.web.site import Log
from rootout.host.folder import FolderHost


def read(root: Path, text: str, **others: str):
    for path, content in {"etc/nginx/nginx.conf": text, **others}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, errors="surrogateescape")
    return list(sites(FolderHost(str(root))))


def test_folders_and_logs_of_a_server_are_told(tmp_path):
    (one,) = read(
        tmp_path,
        'http { root /srv/all;\n server { server_name a "b c"; root html; access_log /l/a x;\n'
        " location / { alias /srv/m/; } } log_format x '$remote_addr' ' $status'; }",
    )
    assert one.names == ("a", "b c")
    assert one.roots == ("/etc/nginx/html", "/srv/m")
    assert one.logs == (Log(path="/l/a", layout="$remote_addr $status"),)
    assert (one.server, one.line) == ("nginx", 2)


def test_what_is_said_outside_holds_within_and_else_the_default(tmp_path):
    (one,) = read(tmp_path, "http { root /srv/all; access_log /l/all; server { } }")
    assert (one.roots, one.logs) == (("/srv/all",), (Log(path="/l/all"),))
    (one,) = read(tmp_path, "http { server { access_log off; } server_tokens off; }")
    assert (one.roots, one.logs) == (DEFAULT_ROOTS, ())
    (one,) = read(tmp_path, "http { server { } }")
    assert one.logs == (Log(path=LOGGED),)


def test_includes_are_followed_and_loops_end(tmp_path):
    text = "http { include sites/*; include nginx.conf; }"
    found = read(tmp_path, text, **{"etc/nginx/sites/a": "server { root /a; }"})
    assert {one.roots for one in found} == {("/a",)}
    assert found[0].path == "/etc/nginx/sites/a"


def test_host_without_nginx_has_none(tmp_path):
    assert list(sites(FolderHost(str(tmp_path)))) == []


@given(st.text(alphabet="http server{};\"'\\#$ \nroot/a"))
@pytest.mark.parametrize("start", ["", "http { server { root "])
def test_any_text_is_survived(tmp_path_factory, start, text):
    read(tmp_path_factory.mktemp("x"), start + text)


def test_blocks_in_blocks_end(tmp_path):
    assert read(tmp_path, "http { " + "a { " * 5000) == []
