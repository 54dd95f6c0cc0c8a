import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.report.safe import UNSAFE, safe

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain words", "plain words"),
        ("中文 is fine", "中文 is fine"),
        ("a\nb", "a\\x0ab"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("\x9b2J", "\\x9b2J"),
        ("\udcff", "\\xff"),
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("\u200b", "\\u200b"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_could_act_is_shown_as_an_escape(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


@given(ANYTHING)
def test_nothing_that_acts_is_left_and_it_can_be_written(text: str) -> None:
    shown = safe(text)
    assert not any(unicodedata.category(letter) in UNSAFE for letter in shown)
    shown.encode()
