"""Web shells below the document roots become records."""

import builtins

from rootout.collect.artifacts import web_shells
from rootout.collect.artifacts.web_shells import WebShell, collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap

SHELL = "<?php system($_GET['c']); // made by a test\n"


def served(root, **files):
    (root / "etc/nginx").mkdir(parents=True)
    (root / "etc/nginx/nginx.conf").write_text("http { server { root /srv/www; } }")
    for name, text in {"index.php": "<?php echo 1;", **files}.items():
        path = root / "srv/www" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return FolderHost(str(root))


def test_shell_is_told_with_its_url(tmp_path):
    (one,) = collect(served(tmp_path, **{"uploads__x.php": SHELL, "empty.php": ""}))
    assert isinstance(one, WebShell)
    assert (one.path, one.url_path) == ("/srv/www/uploads/x.php", "/uploads/x.php")
    assert one.severity in ("high", "critical")
    assert one.origin.sha256
    file, url = Entity("file", one.path), Entity("url", one.url_path)
    assert one.entities() == (file, url)
    assert tuple(one.ties()) == (Tie(url, "runs", file),)


def test_what_a_package_vouches_for_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(web_shells, "is_intact", lambda *_: True)
    assert list(collect(served(tmp_path, **{"x.php": SHELL}))) == []


def test_long_search_stops_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(web_shells, "MOST_FILES", 0)
    (gap,) = collect(served(tmp_path))
    assert (type(gap), gap.reason) == (Gap, "timeout")


def test_what_cannot_be_read_or_vanishes_is_told_or_not(tmp_path, monkeypatch):
    host = served(tmp_path)
    for error, count in ((FileNotFoundError(2, "gone"), 0), (PermissionError(13, "no"), 1)):

        def refuse(*_, error=error):
            raise error

        monkeypatch.setattr(host, "head", refuse)
        assert len(list(collect(host))) == count


def test_folder_that_is_gone_is_no_gap_and_one_that_is_closed_is(tmp_path, monkeypatch):
    host = served(tmp_path)

    def walk(path, *, missed, depth=32):
        missed(FileNotFoundError(2, "gone", path))
        missed(PermissionError(13, "no", path))
        return iter(())

    monkeypatch.setattr(host, "walk", walk)
    (gap,) = collect(host)
    assert gap.reason == "denied"


def test_library_that_is_missing_is_a_gap(tmp_path, monkeypatch):
    host = served(tmp_path, **{"x.php": SHELL})
    real = builtins.__import__

    def without(name, *given, **named):
        if name.startswith("tree_sitter") or name == "rootout.webshell.php.follow":
            raise ImportError(name, name="tree_sitter")
        return real(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    (gap,) = collect(host)
    assert gap.reason == "unsupported"
    assert "extra `web`" in gap.detail
