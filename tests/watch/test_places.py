import pytest

from rootout.host.fanotify import FileChange
from rootout.watch import places as module
from rootout.watch.places import Places


class Marks:
    """Notes what would be marked."""

    def __init__(self):
        self.folders = {}

    def add(self, path):
        if path.endswith("refused"):
            raise OSError(95, "no handles")
        self.folders[path] = path


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in ("deep/a/b/c", "flat/a", "homes/alice/.ssh", "deep/refused"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "deep/a/file").write_text("")
    (tmp_path / "deep/link").symlink_to(tmp_path)
    monkeypatch.setattr(module, "DEEP", {str(tmp_path / "deep"): 2})
    monkeypatch.setattr(module, "FLAT", (str(tmp_path / "flat"), str(tmp_path / "deep/link")))
    monkeypatch.setattr(module, "_HOMES", (str(tmp_path / "homes"),))
    return tmp_path


def marked(marks, tree):
    return {path.removeprefix(f"{tree}/") for path in marks.folders if path.startswith(f"{tree}")}


def test_places_are_marked_as_deep_as_they_are_to_be(tree):
    marks = Marks()
    (gap,) = Places(marks).take_in()
    assert "no handles" in gap.detail
    homes = {"homes/alice", "homes/alice/.ssh"}
    assert marked(marks, tree) == {"deep", "deep/a", "deep/a/b", "flat"} | homes


def test_a_new_folder_is_marked_and_what_is_in_it_is_told(tree):
    marks = Marks()
    places = Places(marks)
    change = FileChange(str(tree / "deep/a"), "created", 7, is_folder=True)
    assert list(places.arrived(change)) == [FileChange(str(tree / "deep/a/file"), "created", 7)]
    assert marked(marks, tree) == {"deep/a", "deep/a/b"}
    assert list(places.arrived(FileChange(str(tree / "flat/a"), "created", 7, True))) == []
    assert list(places.arrived(FileChange(str(tree / "deep/a/file"), "written", 7))) == []
    too_deep = FileChange(str(tree / "deep/a/b/c"), "created", 7, is_folder=True)
    assert list(places.arrived(too_deep)) == []


def test_a_new_ssh_folder_is_marked_wherever_it_is(tree):
    marks = Marks()
    path = str(tree / "homes/alice/.ssh")
    list(Places(marks).arrived(FileChange(path, "created", 7, is_folder=True)))
    assert list(marks.folders) == [path]


def test_too_many_folders_are_a_gap(tree, monkeypatch):
    monkeypatch.setattr(module, "_MOST_BELOW", 1)
    gaps = Places(Marks()).take_in()
    assert any("too many" in gap.detail for gap in gaps)
    monkeypatch.setattr(module, "_MOST_FOLDERS", 1)
    marks = Marks()
    Places(marks).take_in()
    assert len(marks.folders) == 1


def test_what_has_changed_since_is_found_again(tree):
    marks = Marks()
    marks.add(str(tree / "deep/a"))
    found = Places(marks).look_again(0.0)
    assert FileChange(str(tree / "deep/a/file"), "found", 0) in list(found)
    assert list(Places(marks).look_again(9e12)) == []
