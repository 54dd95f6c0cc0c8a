"""The witness compares two views of each directory at one moment."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.host import witness
from rootout.host.syscall import open_kernel
from rootout.host.witness import Witness, from_bytes, take_witness, to_bytes
from rootout.model.record import Gap

KERNEL = open_kernel()
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)


def test_nothing_is_hidden_on_an_honest_machine(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").touch()
    seen = take_witness(KERNEL, start=str(tmp_path))
    assert seen.hidden_in(str(tmp_path)) == frozenset()
    assert seen.hidden_in(f"{tmp_path}/folder") == frozenset()
    assert seen.hidden_in("/proc") == frozenset()
    assert seen.hidden_in("/etc") is None
    assert seen.gaps == ()


def test_name_that_the_library_leaves_out_is_hidden(tmp_path, monkeypatch):
    for name in ("seen", "unseen"):
        (tmp_path / name).touch()
    honest = os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: [n for n in honest(path) if n != "unseen"])
    assert take_witness(KERNEL, start=str(tmp_path)).hidden_in(str(tmp_path)) == {"unseen"}


def test_file_that_appears_between_the_views_is_not_hidden(tmp_path, monkeypatch):
    honest = os.listdir
    looks = []

    def late(path):
        looks.append(path)
        return [] if len(looks) == 1 else honest(path)

    (tmp_path / "file").touch()
    monkeypatch.setattr(os, "listdir", late)
    assert witness._hidden(str(tmp_path), {"file": 8}, KERNEL) == ()


def test_limits_are_told(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    for limits in ({"names": 1}, {"seconds": -1}):
        (gap,) = take_witness(KERNEL, start=str(tmp_path), **limits).gaps
        assert gap.reason == "timeout"


def test_links_are_not_followed(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(take_witness(KERNEL, start=str(tmp_path)).directories) == 2


@given(st.dictionaries(names, st.lists(names).map(tuple)), st.lists(names).map(tuple))
def test_what_is_written_is_read_again(directories, preloads):
    gap = Gap(artifact="host", path="/\udcff", reason="timeout", detail="x")
    told = Witness(directories=directories, gaps=(gap,))
    assert from_bytes(to_bytes(told, "nonce", preloads), "nonce") == (told, preloads)


@given(st.binary() | st.sampled_from([b"[]", b"null", b"{}", b'["n", 1, 2, 3]', b'["n",[],[],0]']))
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever wording
        from_bytes(data, "n")
