from rootout.model.entity import Entity
from rootout.respond.actions.remove_folder import RemoveFolder

ACTION = RemoveFolder(path="/usr/lib/.x")


def test_it_names_the_folder_and_its_condition():
    assert ACTION.describe() == "remove the hidden folder /usr/lib/.x, if nothing else is in it"
    assert ACTION.touches() == (Entity("file", "/usr/lib/.x"),)


def test_an_empty_folder_goes_and_comes_back(server, host, vault):
    folder = server.root / "usr/lib/.x"
    folder.mkdir(parents=True, mode=0o711)
    captured = ACTION.capture(host, vault)
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert not folder.exists()
    ACTION.undo(host, vault, captured)
    assert folder.stat().st_mode & 0o777 == 0o711


def test_a_folder_that_holds_something_stays(server, host, vault):
    other = server.file("/usr/lib/.x/mine", b"kept")
    ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert other.read_bytes() == b"kept"


def test_a_file_or_a_link_in_its_place_stays(server, host, vault):
    server.file("/usr/lib/.x", b"no folder")
    ACTION.apply(host)
    assert host.exists("/usr/lib/.x")
