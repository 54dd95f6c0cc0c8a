"""apt-get is asked for exactly one version, without the settings that an intruder may have made."""

import os
from collections.abc import Callable

import pytest
from tests.host.programs import Answering

from rootout.errors import RootoutError
from rootout.host import apt
from rootout.host.files import FileTree
from rootout.host.program import Completed

PROXIES = b"""\
Acquire::http::Proxy "http://[fd00::1]:3128/";
Acquire::https::Proxy "http://10.0.0.1:3128";
Acquire::http::Proxy-Auto-Detect "/tmp/evil";
Acquire::https::Proxy "$(id)";
"""


class Apt(Answering):
    """Says its proxies, and puts a package where it is asked to."""

    def __init__(self, *, brings: bool = True) -> None:
        super().__init__()
        self.brings = brings
        self.folder = ""
        self.settings = ""

    def run(self, candidates, arguments, stdin=b"", seconds=0.0, folder="/", settings=None):
        self.asked.append(tuple(arguments))
        if candidates == apt.APT_CONFIG:
            return Completed(code=0, output=PROXIES, errors=b"")
        self.folder = folder
        with open(settings["APT_CONFIG"]) as file:
            self.settings = file.read()
        if self.brings:
            with open(f"{folder}/p_1.0_amd64.deb", "wb") as file:
                file.write(b"package")
        return Completed(code=0, output=b"", errors=b"")


@pytest.fixture
def fetch(tmp_path, monkeypatch) -> Callable:
    monkeypatch.setattr(apt, "PLACE", str(tmp_path))
    monkeypatch.setattr(apt, "METHODS", str(tmp_path / "methods"))
    (tmp_path / "methods").mkdir()
    (tmp_path / "methods/http").touch()
    os.symlink("http", tmp_path / "methods/https")
    return lambda programs: apt.fetched(FileTree("/"), programs, "p", "1:1.0-1", "amd64")


def test_exactly_that_version_is_asked_for_and_nothing_is_left(fetch, tmp_path):
    programs = Apt()
    with fetch(programs) as file:
        assert file.read() == b"package"
    assert programs.asked[-1][-3:] == ("download", "--", "p:amd64=1:1.0-1")
    assert 'Dir::Etc::Parts "/dev/null"' in programs.settings
    assert programs.folder.startswith(str(tmp_path))
    assert not os.path.exists(programs.folder)


def test_proxies_are_kept_and_nothing_else_of_the_settings(fetch):
    programs = Apt()
    with fetch(programs):
        pass
    assert programs.asked[-1][1:-3] == (
        "-oAcquire::http::Proxy=http://[fd00::1]:3128/",
        "-oAcquire::https::Proxy=http://10.0.0.1:3128",
    )


def test_what_apt_does_not_bring_is_told(fetch):
    with pytest.raises(RootoutError, match="brought no package"), fetch(Apt(brings=False)):
        pass


def test_a_method_that_is_not_its_packages_is_not_used(fetch):
    programs = Answering(is_there=False)
    with pytest.raises(RootoutError, match="http is not what its package says"), fetch(programs):
        pass
    assert programs.asked == []


def test_a_host_without_apt_is_told(fetch, monkeypatch):
    monkeypatch.setattr(apt, "METHODS", "/nowhere")
    with pytest.raises(RootoutError, match="apt has no methods"), fetch(Apt()):
        pass
