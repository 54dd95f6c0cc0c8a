"""All sites of a host."""

from rootout.collect.web.servers import document_roots, sites_of, url_path
from rootout.collect.web.site import Site
from rootout.host.folder import FolderHost


def site(*roots):
    return Site(server="nginx", path="/x", line=1, roots=roots)


def test_sites_of_all_servers_are_told_and_what_cannot_be_read(tmp_path):
    (tmp_path / "etc/caddy").mkdir(parents=True)
    (tmp_path / "etc/caddy/Caddyfile").write_text("root * /srv/w\n")
    (tmp_path / "etc/nginx/nginx.conf").mkdir(parents=True)
    missed = []
    (one,) = sites_of(FolderHost(str(tmp_path)), missed.append)
    assert one.server == "caddy"
    assert [error.filename for error in missed] == ["/etc/nginx/nginx.conf"]
    assert len(list(sites_of(FolderHost(str(tmp_path))))) == 1


def test_folder_in_another_is_looked_at_once_and_variables_never():
    sites = (site("/srv/w/a", "/srv/w"), site("/srv/w2", "/home/$user", "/", "x"))
    assert document_roots(sites) == ("/srv/w", "/srv/w2")


def test_file_is_asked_for_by_its_path_below_the_innermost_folder():
    sites = (site("/srv/w"), site("/srv/w/shop"))
    assert url_path("/srv/w/shop/a.php", sites) == "/a.php"
    assert url_path("/srv/w/b.php", sites) == "/b.php"
    assert url_path("/elsewhere", sites) == "/elsewhere"
