from hypothesis import given
from hypothesis import strategies as st

from rootout.host.api import Host, MutableHost, ProcessRef
from rootout.host.folder import FolderHost, MutableFolder
from rootout.host.live import LiveHost


@given(st.integers(0, 2**22), st.integers(0, 2**63))
def test_a_process_is_found_again_by_its_key(pid: int, ticks: int) -> None:
    ref = ProcessRef(pid=pid, start_ticks=ticks)
    assert ProcessRef.from_key(ref.key) == ref


def test_what_only_looks_has_no_way_to_change() -> None:
    changing = {name for name in vars(MutableHost) if not name.startswith("_")} - {
        name for name in vars(Host) if not name.startswith("_")
    }
    assert changing
    assert not [name for name in changing if hasattr(FolderHost, name)]


def test_every_host_answers_every_question() -> None:
    asked = [name for name in vars(Host) if not name.startswith("_")]
    for kind in (FolderHost, MutableFolder, LiveHost):
        assert not [name for name in asked if not hasattr(kind, name)], kind
