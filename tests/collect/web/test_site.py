"""A site is empty but for where it is described."""

from rootout.collect.web.site import Log, Site


def test_site_needs_no_more_than_its_place():
    assert Site(server="nginx", path="/x", line=1).roots == ()
    assert Log(path="/l").layout == ""
