"""A process that one view does not show."""

from tests.detect.examples import judged, process, stranger

from rootout.detect.checks.hidden_process import judge


def test_process_that_is_missing_from_a_view_is_found():
    hidden = stranger("/usr/lib/x", 4711, hidden_from=("listing", "ordinary"))
    (found,) = judged(judge, process(), hidden)
    assert (found.severity, found.confidence) == ("critical", "high")
    assert found.entities == hidden.entities()
    assert "4711 (/usr/lib/x)" in found.why
    assert "listing, ordinary" in found.why


def test_process_that_all_views_show_is_left_alone():
    assert judged(judge, process(), stranger("/opt/x")) == []
