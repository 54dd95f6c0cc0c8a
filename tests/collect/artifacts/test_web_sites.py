"""Sites become records."""

from rootout.collect.artifacts.web_sites import WebSite, collect
from rootout.host.folder import FolderHost
from rootout.model.record import Gap


def test_site_is_a_record_and_what_cannot_be_read_a_gap(tmp_path):
    (tmp_path / "etc/caddy").mkdir(parents=True)
    (tmp_path / "etc/caddy/Caddyfile").write_text("root * /srv/w\noutput file /l/a\n")
    (tmp_path / "etc/nginx/nginx.conf").mkdir(parents=True)
    site, gap = collect(FolderHost(str(tmp_path)))
    assert isinstance(site, WebSite)
    assert (site.roots, site.logs, site.layouts) == (("/srv/w",), ("/l/a",), ("",))
    assert isinstance(gap, Gap)
