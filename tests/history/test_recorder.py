"""A tick looks and writes; minutes and hours are put together, also after a crash."""

import errno
from pathlib import Path

import pytest
from tests.history.test_sample import sample

from rootout.errors import RootoutError
from rootout.history.recorder import Recorder
from rootout.history.sample import Sample
from rootout.history.store import History
from rootout.history.use import Use

NOON = 1_795_435_200.0
FOREVER = NOON + 1e6


class Looks:
    """A sampler that sees what the time of day is."""

    def look(self, now: float, moment: float) -> Sample | None:
        figures = {"a": (now - NOON) % 3600}
        return sample(now - 10, 10, mean=figures, programs={"/bin/x": Use(cpu=5)})


def recorder(folder: Path, said: list[str] | None = None) -> Recorder:
    return Recorder(None, folder, sampler=Looks(), say=(said if said is not None else []).append)


def run(one: Recorder, start: float, minutes: float) -> None:
    for number in range(int(minutes * 6)):
        one.tick(start + 10 + number * 10, number * 10.0)


def test_every_look_is_a_line(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    run(one, NOON, 1)
    assert len(list(History(tmp_path).read("seconds", NOON, FOREVER))) == 6


def test_a_minute_is_a_line_once_it_is_over(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    run(one, NOON, 2.5)
    found = list(History(tmp_path).read("minutes", NOON, FOREVER))
    assert [one.time - NOON for one in found] == [0, 60]
    assert found[0].mean == {"a": 35}
    assert found[0].most == {"a": 60}
    assert found[0].programs == {"/bin/x": Use(cpu=5)}


def test_what_is_no_whole_minute_is_written_at_the_end(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    run(one, NOON, 0.5)
    one.close()
    (found,) = History(tmp_path).read("minutes", NOON, FOREVER)
    assert found.seconds == 30


def test_an_hour_is_a_line_once_it_is_over(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    run(one, NOON, 62)
    (found,) = History(tmp_path).read("hours", NOON, FOREVER)
    assert (found.time, found.seconds) == (NOON, 3600)


def test_an_hour_that_a_crash_left_out_is_made_up_for(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    run(one, NOON, 59)
    one.close()
    assert list(History(tmp_path).read("hours", NOON, FOREVER)) == []
    again = recorder(tmp_path)
    again.tick(NOON + 3 * 3600 + 120, 0.0)
    again.tick(NOON + 3 * 3600 + 130, 10.0)
    (found,) = History(tmp_path).read("hours", NOON, FOREVER)
    assert found.seconds == 59 * 60


def test_two_recorders_do_not_write_the_same(tmp_path: Path) -> None:
    one = recorder(tmp_path)
    with pytest.raises(RootoutError, match="being written already"):
        recorder(tmp_path)
    one.close()
    recorder(tmp_path).close()


def test_a_disk_that_is_full_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    one = recorder(tmp_path, said)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(History, "append", full)
        run(one, NOON + 100, 3)
    assert said == ["the history cannot be written: No space left on device"]
    run(one, NOON + 400, 1)
    assert len(list(History(tmp_path).read("seconds", NOON, FOREVER))) == 6
