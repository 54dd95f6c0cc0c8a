"""The history survives crashes, is kept small, and is one writer's at a time."""

import gzip
import os
from pathlib import Path

import pytest
from tests.history.test_sample import sample

from rootout.errors import RootoutError
from rootout.history.store import DAY, History, default_history

NOON = 1_795_435_200.0  # 2026-11-23 12:00 UTC


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(tmp_path / "history")
    os.close(made.lock())
    return made


def names(history: History) -> list[str]:
    return sorted(one.name for one in history.folder.iterdir() if one.name != "lock")


def test_what_is_written_is_read_in_its_time(history: History) -> None:
    for moment in (NOON, NOON + 10, NOON + 20):
        history.append("seconds", sample(moment, mean={"a": moment - NOON}))
    found = history.read("seconds", NOON + 10, NOON + 20)
    assert [one.mean for one in found] == [{"a": 10}]


def test_files_are_by_day_and_for_their_owner(history: History) -> None:
    history.append("seconds", sample(NOON))
    history.append("minutes", sample(NOON + DAY), durable=True)
    history.append("hours", sample(NOON))
    days = ["hours-2026-11.jsonl", "minutes-2026-11-24.jsonl", "seconds-2026-11-23.jsonl"]
    assert names(history) == days
    assert {one.stat().st_mode & 0o777 for one in history.folder.iterdir()} == {0o600}


def test_a_torn_line_costs_only_itself(history: History) -> None:
    history.append("seconds", sample(NOON, mean={"a": 1}))
    path = history.folder / "seconds-2026-11-23.jsonl"
    path.write_bytes(path.read_bytes() + b'{"time":17954')
    history.append("seconds", sample(NOON + 10, mean={"a": 2}))
    assert [one.mean["a"] for one in history.read("seconds", NOON, NOON + 60)] == [1, 2]


def test_days_that_are_over_are_compressed_and_read_alike(history: History) -> None:
    history.append("minutes", sample(NOON - DAY, mean={"a": 1}))
    history.append("minutes", sample(NOON, mean={"a": 2}))
    history.tidy(NOON)
    assert names(history) == ["minutes-2026-11-22.jsonl.gz", "minutes-2026-11-23.jsonl"]
    assert (history.folder / names(history)[0]).stat().st_mode & 0o777 == 0o600
    assert [one.mean["a"] for one in history.read("minutes", NOON - DAY, NOON + 1)] == [1, 2]


def test_what_comes_late_is_put_behind_what_is_compressed(history: History) -> None:
    for figure in (1, 2):
        history.append("minutes", sample(NOON - DAY, mean={"a": figure}))
        history.tidy(NOON)
    assert [one.mean["a"] for one in history.read("minutes", NOON - DAY, NOON)] == [1, 2]


def test_a_file_that_lost_its_end_is_read_as_far_as_it_goes(history: History) -> None:
    path = history.folder / "minutes-2026-11-22.jsonl.gz"
    whole = gzip.compress(b"".join(b'{"time":%d}\n' % number for number in range(999)))
    path.write_bytes(whole[:-20])
    assert list(history.read("minutes", NOON - DAY, NOON)) == []
    path.write_bytes(b"not compressed at all")
    assert list(history.read("minutes", NOON - DAY, NOON)) == []


def test_what_is_old_is_removed(history: History) -> None:
    history.append("seconds", sample(NOON - 4 * DAY))
    history.append("minutes", sample(NOON - 33 * DAY))
    history.append("hours", sample(NOON - 800 * DAY))
    history.append("hours", sample(NOON - 400 * DAY))
    history.tidy(NOON)
    assert names(history) == ["hours-2025-10.jsonl.gz"]


def test_what_is_too_much_is_removed_the_finest_and_oldest_first(tmp_path: Path) -> None:
    history = History(tmp_path, most_bytes=700)
    figures = {f"m{number}": number / 7 for number in range(20)}
    for grain, moment in (("hours", NOON - 60 * DAY), ("minutes", NOON - DAY), ("seconds", NOON)):
        history.append(grain, sample(moment, mean=figures))
    history.append("seconds", sample(NOON - DAY, mean=figures))
    history.tidy(NOON)
    left = names(history)
    assert "seconds-2026-11-22.jsonl.gz" not in left
    assert "hours-2026-09.jsonl.gz" in left
    assert "seconds-2026-11-23.jsonl" in left  # what is being written stays


def test_only_one_writes(history: History) -> None:
    held = history.lock()
    with pytest.raises(RootoutError, match="being written already"):
        history.lock()
    os.close(held)
    os.close(history.lock())


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RootoutError, match="no history at"):
        History(tmp_path / "file/history").lock()


def test_a_link_is_not_written_to(history: History, tmp_path: Path) -> None:
    (tmp_path / "victim").touch()
    (history.folder / "seconds-2026-11-23.jsonl").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic links"):
        history.append("seconds", sample(NOON))


def test_history_lives_with_root_or_with_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert str(default_history()) == "/var/lib/rootout/history"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_STATE_HOME", "/home/x/.state")
    assert str(default_history()) == "/home/x/.state/rootout/history"
