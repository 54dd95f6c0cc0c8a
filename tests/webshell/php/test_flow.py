"""How bad a flow is depends on where it comes from, and on how much of it."""

import pytest

from rootout.webshell.php import flow
from rootout.webshell.php.values import Value


def test_nothing_flows_where_nothing_came_from_outside():
    clean = Value(text="x")
    assert flow.code("eval", clean, 1) is flow.command("system", clean, 1) is None
    assert flow.called("a call", clean, 1) is flow.included(clean, 1) is None
    assert flow.written("copy", clean, clean, 1) is None


@pytest.mark.parametrize(
    ("head", "severity"), [("", "critical"), ("?>", "critical"), ("x(", "medium")]
)
def test_part_of_a_text_is_less_than_all_of_it(head, severity):
    found = flow.code("eval", Value(taint="request", head=head), 3)
    assert found is not None
    assert (found.severity, found.line) == (severity, 3)


def test_argument_of_a_command_is_less_than_the_command():
    found = flow.command("system", Value(taint="request", head="ping "), 1)
    assert found is not None
    assert found.severity == "medium"
    assert "the request" in found.why
