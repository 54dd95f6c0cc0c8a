"""The pinned techniques."""

import re

from rootout.model.attack import TECHNIQUES


def test_techniques_are_well_formed():
    for name, technique in TECHNIQUES.items():
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", name)
        assert technique.name
        assert technique.tactics


def test_list_is_sorted_so_that_a_double_is_seen():
    assert list(TECHNIQUES) == sorted(TECHNIQUES)
