import pytest

from rootout.model.value import value


@value
class Point:
    x: int


def test_a_value_cannot_be_changed_or_given_by_position() -> None:
    with pytest.raises(AttributeError):
        Point(x=1).x = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        Point(1)  # type: ignore[misc]


def test_equal_values_are_equal_and_have_no_other_fields() -> None:
    assert Point(x=1) == Point(x=1)
    assert not hasattr(Point(x=1), "__dict__")
