from rootout.model.entity import Entity
from rootout.model.file_event import FileEvent
from rootout.model.record import Origin


def event(process):
    return FileEvent(
        origin=Origin(path="fanotify"), path="/etc/x", change="written", process=process, pid=7,
        user="root", executable="/bin/sh", command_line="sh",
    )  # fmt: skip


def test_a_change_is_about_its_file_and_who_made_it():
    assert event("7:1").entities() == (Entity("file", "/etc/x"), Entity("process", "7:1"))
    assert event(None).entities() == (Entity("file", "/etc/x"),)
