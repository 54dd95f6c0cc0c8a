"""Who lingers is told, by the name of a file that is empty."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.linger import parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile

PATH = "/var/lib/systemd/linger/bob"


def test_name_of_the_file_is_the_account():
    (one,) = parse(EvidenceFile(PATH, b""))
    assert (one.account, one.what) == ("bob", "linger")
    assert one.entities() == (
        Entity("setting", PATH),
        Entity("file", PATH),
        Entity("account", "bob"),
    )


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert len(list(parse(EvidenceFile(PATH, data)))) == 1
