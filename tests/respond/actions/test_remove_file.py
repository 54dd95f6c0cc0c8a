from rootout.model.entity import Entity
from rootout.respond.actions.remove_file import RemoveFile

ACTION = RemoveFile(path="/etc/cron.d/evil")


def test_it_names_the_launcher_that_goes():
    assert ACTION.describe() == "remove the launcher /etc/cron.d/evil"
    assert ACTION.touches() == (Entity("file", "/etc/cron.d/evil"),)


def test_only_this_file_goes_and_it_comes_back(server, host, vault):
    path = server.file("/etc/cron.d/evil", b"* * * * * root /tmp/x\n")
    other = server.file("/etc/cron.d/good", b"kept")
    captured = ACTION.capture(host, vault)
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert other.read_bytes() == b"kept"
    ACTION.undo(host, vault, captured)
    assert path.read_bytes() == b"* * * * * root /tmp/x\n"


def test_of_a_link_only_the_link_goes(server, host, vault):
    target = server.file("/srv/evil", b"x")
    (server.root / "etc/cron.d").mkdir(parents=True)
    (server.root / "etc/cron.d/evil").symlink_to("/srv/evil")
    ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert target.exists()
