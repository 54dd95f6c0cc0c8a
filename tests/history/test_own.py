from pathlib import Path

from tests.history.test_sample import sample
from tests.history.test_store import NOON

from rootout.history.own import own_table
from rootout.history.store import DAY, History


def test_hours_come_from_their_lines_and_else_from_minutes(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.append("hours", sample(NOON - 20 * DAY, 3600, mean={"a": 0}))
    history.append("hours", sample(NOON - DAY, 3600, mean={"a": 1}))
    history.append("hours", sample(NOON - 3600, 3600, mean={"a": 2}))
    for number in range(30):
        history.append("minutes", sample(NOON + 60 * number, 60, mean={"a": 3}))
        history.append("minutes", sample(NOON - 3600 + 60 * number, 60, mean={"a": 9}))
    table = own_table(history, NOON, NOON + 1800, 14)
    found = {start - NOON: one.mean["a"] for start, one in table.hours.items()}
    assert found == {-DAY: 1, -3600: 2, 0: 3}
    assert len(table.minutes) == 60
    assert str(tmp_path) in table.source


def test_an_hour_that_was_written_twice_is_one(tmp_path: Path) -> None:
    history = History(tmp_path)
    for figure in (2, 2):
        history.append("hours", sample(NOON, 3600, mean={"a": figure}))
    assert own_table(history, NOON, NOON + 7200, 3).hours[NOON].mean == {"a": 2}
