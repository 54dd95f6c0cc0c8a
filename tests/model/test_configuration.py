"""A line is named by its place, and ties what it starts."""

from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.entity import Entity, Tie
from rootout.model.record import Origin

COMMON = {"text": "x", "file_modified": 1.0, "is_shared": True}


def launcher(**changes) -> Launcher:
    given = {"origin": Origin(path="/etc/jobs", line=3), "user": "root", "command": "/srv/x"}
    return Launcher(**COMMON | given | {"targets": ("/srv/x",)} | changes)


def test_setting_is_named_by_file_and_line():
    line = ConfigurationLine(origin=Origin(path="/etc/sudoers", line=3), **COMMON)
    assert line.key == "/etc/sudoers:3"
    assert line.what == "setting"
    assert line.entities() == (Entity("setting", "/etc/sudoers:3"), Entity("file", "/etc/sudoers"))


def test_whole_file_is_named_by_its_path():
    assert launcher(origin=Origin(path="/etc/jobs")).key == "/etc/jobs"


def test_launcher_starts_what_it_names_and_belongs_to_its_account():
    job = Entity("job", "/etc/jobs:3")
    assert launcher().entities() == (job, Entity("file", "/etc/jobs"), Entity("file", "/srv/x"))
    assert list(launcher().ties()) == [
        Tie(job, "starts", Entity("file", "/srv/x")),
        Tie(Entity("account", "root"), "owns", job),
    ]


def test_launcher_of_no_special_kind_has_words_for_itself():
    assert launcher().what == "launcher"
    assert launcher().occasion == "by itself"
    assert launcher().technique == "T1546"


def test_what_it_says_is_shown_as_one_short_line():
    assert launcher(command="a\n  b\t c").shown == "a b c"
    assert (
        ConfigurationLine(origin=Origin(path="/x"), **COMMON | {"text": "x \\\n y"}).shown
        == "x \\ y"
    )
    assert len(launcher(command="x" * 1000).shown) == 300
    assert launcher(command="x" * 1000).shown.endswith("...")
