import json
import os
import time
from dataclasses import replace

import pytest
from tests.history.generated import LISTENERS, NOW, SINCE, from_on, mined, table
from tests.history.test_telling import told

from rootout.history.table import HOUR
from rootout.report.trends import BARS, sentence, sparkline, trends_document, trends_text


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.delenv("TZ")
    time.tzset()


def test_a_miner_is_told_in_one_sentence() -> None:
    one = told(mined("/tmp/.x/kdevtmpfsi")).departures[0]
    said = sentence(one)
    assert said.startswith("CPU 8")
    assert "usual at 14-15 h on workdays 1" in said
    assert "; since 02:5" in said
    assert said.endswith("By /tmp/.x/kdevtmpfsi 80 % (usually 0 %).")


def test_what_is_over_has_both_its_times() -> None:
    def change(one):
        return mined("/tmp/x")(one) if one.time < SINCE + 18 * HOUR else one

    assert "since 02:55 until 08:55." in sentence(told(change).departures[0])


def test_an_ordinary_day_is_said_to_be_one() -> None:
    text = trends_text(told())
    assert "Sun 22 Nov 14:55 to Mon 23 Nov 14:55" in text
    assert "the same hours of 14 days before" in text
    assert "Nothing is unusual for the hour." in text
    assert "\n!" not in text


def test_findings_stand_below_what_they_come_from() -> None:
    text = trends_text(told(mined("/tmp/x\x1b[2J")))
    assert "[high] A program that no package owns" in text
    assert "\x1b" not in text
    assert "\n! CPU" in text


def test_pauses_and_listeners_are_told() -> None:
    more = from_on(NOW - HOUR, lambda one: replace(one, listeners=(*LISTENERS, "tcp :: 4444")))
    whole = table(more)
    hole = tuple(one for one in whole.minutes if not 0 < one.time - SINCE - 5 * HOUR < 3 * HOUR)
    text = trends_text(told(whole=replace(whole, minutes=hole, lacks=("sar of Friday",))))
    assert "tcp :: 4444 listens since 13:5" in text
    assert "Nothing was recorded from Sun 19:5" in text
    assert "not seen: sar of Friday" in text


def test_a_young_history_says_so() -> None:
    whole = table()
    young = {start: one for start, one in whole.hours.items() if start > SINCE - HOUR * 20}
    text = trends_text(told(whole=replace(whole, hours=young)))
    assert "that takes three days" in text
    assert "usual: not known" in text


def test_a_sparkline_has_a_bar_for_each_hour() -> None:
    found = told(mined("/tmp/x")).trends
    bars = sparkline(next(one for one in found if one.measure.name == "cpu.busy"))
    assert len(bars) == 24
    assert bars.startswith(BARS[0])
    assert bars.endswith(BARS[-1] * 3)
    flat = replace(
        found[0], hours=tuple(replace(one, amount=0, usual=None) for one in found[0].hours)
    )
    assert set(sparkline(flat)) == {BARS[0]}


def test_reading_and_writing_is_told_in_bytes() -> None:
    def change(one):
        if one.time < NOW - 5 * HOUR:
            return one
        used = replace(next(iter(one.programs.values())), read=9e7)
        more = one.mean | {"disk.read": 9e7}
        return replace(one, mean=more, programs={**one.programs, "/usr/bin/tar": used})

    assert "By /usr/bin/tar 90.0 MB a second." in trends_text(told(change))


def test_the_document_is_json_and_has_everything() -> None:
    document = json.loads(json.dumps(trends_document(told(mined("/tmp/x")))))
    assert document["departures"][0]["measure"] == "cpu.busy"
    assert document["departures"][0]["programs"][0]["program"] == "/tmp/x"
    assert document["findings"][0]["entities"] == [{"kind": "file", "key": "/tmp/x"}]
    assert {one["name"] for one in document["measures"]} >= {"cpu.busy", "network.bytes.out"}
    assert document["known_days"] == 14
    assert os.environ["TZ"] == "UTC"
