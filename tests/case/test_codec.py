import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records import cron_job, finding

from rootout.case.codec import decode, encode, plain
from rootout.model.entity import Entity
from rootout.model.file import Snapshot
from rootout.model.finding import Finding

HOST_TEXT = st.binary().map(lambda data: data.decode(errors="surrogateescape"))


@given(HOST_TEXT)
def test_whatever_bytes_a_name_has_they_come_back(name: str) -> None:
    accused = finding(Entity("file", name))
    assert decode(encode(accused), Finding) == accused


@given(HOST_TEXT)
def test_the_text_is_one_ascii_line(name: str) -> None:
    text = encode(Snapshot(path=name))
    assert text.isascii()
    assert "\n" not in text


def test_a_record_comes_back_as_its_own_type() -> None:
    job = cron_job()
    assert decode(encode(job), type(job)) == job


def test_entities_are_pairs() -> None:
    assert list(plain(Entity("file", "/x"))) == ["file", "/x"]


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="missing required field"):
        decode("{}", Finding)
