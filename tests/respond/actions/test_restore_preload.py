import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.ld_preload import parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap
from rootout.respond.actions.restore_preload import RestorePreload
from rootout.respond.lines import edited

PATH = "/etc/ld.so.preload"
ACTION = RestorePreload(path=PATH, libraries=("/lib/evil.so", "/tmp/\udcff.so"))


def test_it_names_the_libraries_that_go():
    assert ACTION.describe() == "take /lib/evil.so, /tmp/\udcff.so out of /etc/ld.so.preload"
    assert Entity("file", "/lib/evil.so") in ACTION.touches()
    assert Entity("file", PATH) in ACTION.touches()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/lib/evil.so\n", None),
        (b"/lib/evil.so:/tmp/\xff.so", None),
        (b"\n /lib/evil.so\t:\n\n", None),
        (b"/lib/good.so /lib/evil.so\n", b"/lib/good.so \n"),
        (b"/lib/evil.so /lib/evil.so.1\n", b" /lib/evil.so.1\n"),
        (b"# /lib/evil.so\n/lib/evil.so\n", b"# /lib/evil.so\n"),
        (b"/lib/evil.so # why\n", b" # why\n"),
        (b"/lib/good.so\n", b"/lib/good.so\n"),
        (b"/lib/evil.so\0x\n", b"\0x\n"),
        (b"/lib/good.so /lib/evil.so\xc2\xa0\r\n", b"/lib/good.so \n"),
    ],
)
def test_only_the_libraries_go_and_an_empty_file_with_them(before, after, server, host):
    path = server.file(PATH, before)
    ACTION.apply(host)
    assert (path.read_bytes() if path.exists() else None) == after
    assert ACTION.verify(host)


def test_a_server_without_the_file_is_clean(host, vault):
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    ACTION.undo(host, vault, captured)
    assert not host.exists(PATH)


def test_undo_keeps_what_the_operator_wrote_since(server, host, vault):
    path = server.file(PATH, b"/lib/evil.so\n")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_bytes(b"/lib/new.so\n")
    ACTION.undo(host, vault, captured)
    assert path.read_bytes().split() == [b"/lib/evil.so", b"/lib/new.so"]


@given(
    st.binary() | st.lists(st.sampled_from([b"/a", b":", b" ", b"\n", b"#", b"/b"])).map(b"".join)
)
def test_whatever_the_artifact_names_can_be_taken_out(data):
    def named(text):
        found = parse(EvidenceFile(PATH, text))
        return tuple(one.library for one in found if not isinstance(one, Gap))

    action = RestorePreload(path=PATH, libraries=named(data))
    assert named(edited(data, action._edit)) == ()
