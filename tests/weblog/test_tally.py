"""Every line that was not read is counted, and a few are shown."""

from rootout.weblog.request import Unreadable
from rootout.weblog.tally import SAMPLES, Tally


def test_all_are_counted_and_a_few_of_each_kind_are_kept() -> None:
    tally = Tally()
    for number in range(9):
        tally.add("log", number, Unreadable("TLS", "x"))
    tally.add("log", 10, Unreadable("empty", ""))
    assert tally.unreadable == {"TLS": 9, "empty": 1}
    assert len(tally.samples) == SAMPLES + 1
    assert (tally.samples[-1].line, tally.samples[-1].why) == (10, "empty")
