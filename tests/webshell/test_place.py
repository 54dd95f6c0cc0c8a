"""Where a file lies says something, by its path alone."""

import pytest

from rootout.webshell.place import place_of


@pytest.mark.parametrize(
    ("path", "word"),
    [("/srv/www/a.jpg", "picture"), ("/srv/uploads/a.php", "visitors"), ("/srv/.a.php", "hidden")],
)
def test_odd_places_have_a_reason(path, word):
    assert word in place_of(path).why


def test_ordinary_places_have_none():
    assert place_of("/srv/www/index.php").why == ""
    assert place_of("/srv/www/vendor/a/b.php").is_of_application
