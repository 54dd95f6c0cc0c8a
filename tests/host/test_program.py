"""A program of the host is run only while it is what its package says, and runs alone."""

import hashlib
import os

import pytest
from tests import preload

from rootout.errors import RootoutError
from rootout.host import program
from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.host.program import Completed, TrustedPrograms


class Packages:
    """Vouches for some paths with their digests."""

    def __init__(self, digests: dict[str, str]) -> None:
        self.digests = digests

    def expected(self, path: str) -> ExpectedFile | None:
        digest = self.digests.get(path)
        return ExpectedFile(package="p", algorithm="md5", digest=digest) if digest else None


def script(folder, text, *, name="tool", genuine=True):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    real = os.path.realpath(path)
    digest = hashlib.md5(path.read_bytes()).hexdigest() if genuine else "0" * 32
    return TrustedPrograms(FileTree("/"), Packages({real: digest})), str(path)


def test_a_genuine_program_is_run_with_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/tmp")
    programs, path = script(tmp_path, "cat; env | grep -c LD_; echo $1; pwd; exit 3")
    done = programs.run((path,), ("a; b",), b"in ")
    assert (done.code, done.output, done.errors) == (3, b"in 0\na; b\n/\n", b"")


def test_a_program_can_be_given_a_folder_and_settings(tmp_path):
    programs, path = script(tmp_path, "pwd; echo $APT_CONFIG $LANG")
    done = programs.run((path,), (), folder="/usr", settings={"APT_CONFIG": "/x"})
    assert done.output == b"/usr\n/x C\n"


def test_a_changed_program_is_never_run(tmp_path):
    programs, path = script(tmp_path, f"touch {tmp_path}/ran", genuine=False)
    with pytest.raises(RootoutError, match="no trustworthy tool") as refused:
        programs.run((path,), ())
    assert refused.value.hint
    assert not (tmp_path / "ran").exists()


def test_a_program_that_is_changed_after_it_was_found_is_not_run(tmp_path):
    programs, path = script(tmp_path, "true")
    assert programs.run((path,), ()).code == 0
    with open(path, "a") as file:
        file.write(f"touch {tmp_path}/ran\n")
    assert programs.find((path,)) is None
    with pytest.raises(RootoutError):
        programs.run((path,), ())
    assert not (tmp_path / "ran").exists()


def test_a_program_of_no_package_is_never_run(tmp_path):
    programs, _ = script(tmp_path, "true")
    (tmp_path / "other").write_text("#!/bin/sh\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    for name in ("other", "absent", "folder", "loop", "a\0b"):
        assert programs.find((f"{tmp_path}/{name}",)) is None


def test_a_link_to_another_genuine_program_does_not_pass_for_it(tmp_path):
    programs, path = script(tmp_path, "true", name="true")
    (tmp_path / "nft").symlink_to(path)
    assert programs.find((path,)) == path
    assert programs.find((f"{tmp_path}/nft",)) is None


def test_a_merged_folder_is_no_other_program(tmp_path):
    (tmp_path / "usr").mkdir()
    programs, path = script(tmp_path / "usr", "echo $0")
    (tmp_path / "sbin").symlink_to("usr")
    alias = f"{tmp_path}/sbin/tool"
    assert programs.find((alias,)) == alias
    assert programs.run((alias,), ()).output.decode().strip() == os.path.realpath(path)


def test_the_first_genuine_one_is_taken(tmp_path):
    programs, path = script(tmp_path, "true")
    assert programs.find((f"{tmp_path}/absent", path)) == path


def test_a_program_that_hangs_is_given_up(tmp_path):
    programs, path = script(tmp_path, "exec sleep 20")
    with pytest.raises(RootoutError, match="did not end within"):
        programs.run((path,), (), seconds=0.2)


def test_a_program_that_cannot_be_started_or_shielded_is_told(tmp_path, monkeypatch):
    def refuse() -> None:
        raise PermissionError(1, "Operation not permitted")

    programs, path = script(tmp_path, "true")
    os.chmod(path, 0o644)
    with pytest.raises(RootoutError, match="could not be started"):
        programs.run((path,), ())
    os.chmod(path, 0o755)
    monkeypatch.setattr(program, "shield", refuse)
    with pytest.raises(RootoutError, match="could not be started"):
        programs.run((path,), ())


def test_what_a_program_complains_of_is_told_on_one_short_line():
    with pytest.raises(RootoutError) as refused:
        Completed(code=1, output=b"", errors=b"no\n  \xff way\n" + b"x" * 9999).require("nft")
    assert refused.value.message.startswith("nft refused: no \N{REPLACEMENT CHARACTER} way x")
    assert len(refused.value.message) < 300
    with pytest.raises(RootoutError, match="nft refused: code -9"):
        Completed(code=-9, output=b"", errors=b"").require("nft")
    Completed(code=0, output=b"", errors=b"warning").require("nft")


INFECTED = """
import hashlib, json, os
from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.host.program import TrustedPrograms

class Packages:
    def expected(self, path):
        with open(path, "rb") as file:
            digest = hashlib.md5(file.read()).hexdigest()
        return ExpectedFile(package="coreutils", algorithm="md5", digest=digest)

programs = TrustedPrograms(FileTree("/"), Packages())
done = programs.run(("/usr/bin/cat",), ("/proc/self/maps",))
with open("/proc/self/maps") as own:
    print(json.dumps({"own": "hide_names" in own.read(), "child": b"hide_names" in done.output,
                      "code": done.code, "lines": done.output.count(b"\\n")}))
"""


@preload.needs_root
def test_a_preloaded_library_is_not_loaded_into_the_program(tmp_path):
    seen = preload.run_infected(tmp_path, INFECTED)
    assert seen["own"]
    assert not seen["child"]
    assert seen["code"] == 0
    assert seen["lines"] > 5
