from types import SimpleNamespace

from rootout.host.fanotify import FileChange, FilesLost
from rootout.watch import files as module
from rootout.watch.files import Files, open_files

WRITTEN = FileChange("/etc/a", "written", 7)
INSIDE = FileChange("/etc/new/b", "created", 7)
FOUND = FileChange("/etc/c", "found", 0)


def made(*events):
    taken, gaps, since = [], [], []
    watch = SimpleNamespace(events=lambda: iter(events), fileno=lambda: 9, close=lambda: None)

    def arrived(change):
        return [INSIDE] if change.path == "/etc/new" else []

    def look_again(moment):
        since.append(moment)
        return [FOUND]

    places = SimpleNamespace(arrived=arrived, look_again=look_again)
    return Files(watch, places, taken.append, gaps.append), taken, gaps, since


def test_changes_are_handed_on_with_what_is_in_a_new_folder():
    new = FileChange("/etc/new", "created", 7, is_folder=True)
    files, taken, gaps, _ = made(WRITTEN, new)
    assert files.drain() == 2
    assert taken == [WRITTEN, new, INSIDE]
    assert gaps == []
    assert files.fileno() == 9


def test_a_flood_is_told_and_answered_by_a_second_look():
    files, taken, gaps, since = made(WRITTEN, FilesLost())
    begun = files._seen_until
    files.drain()
    assert taken == [WRITTEN, FOUND]
    assert "faster" in gaps[0].detail
    assert since == [begun - 2]


def test_a_kernel_that_cannot_is_a_gap(monkeypatch):
    def refuse(_):
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(module, "FileWatch", refuse)
    gaps = []
    assert open_files(print, gaps.append) is None
    assert "Invalid argument" in gaps[0].detail
