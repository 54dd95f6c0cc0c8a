"""Samples are written, read back and put together."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.history.sample import Sample, from_line, to_line, together
from rootout.history.use import Use


def sample(time: float = 0.0, seconds: float = 10.0, **fields: object) -> Sample:
    whole = {"mean": {}, "most": {}, "programs": {}} | fields
    return Sample(time=time, seconds=seconds, **whole)


def test_what_is_written_is_read_back() -> None:
    one = sample(
        1.5, mean={"load": 0.5}, most={"load": 2}, programs={"/bin/x": Use(cpu=1, read=2)},
        listeners=("tcp 0.0.0.0 22",),
    )  # fmt: skip
    assert from_line(to_line(one)) == one
    assert to_line(one).endswith(b"\n")


def test_a_line_of_the_first_version_knows_nothing_of_sending() -> None:
    found = from_line(b'{"time":1,"seconds":1,"mean":{},"programs":{"a":[1,2,3]}}')
    assert found is not None
    assert found.programs == {"a": Use(cpu=1, read=2, written=3)}


def test_nothing_new_takes_no_room() -> None:
    assert set(json.loads(to_line(sample()))) == {"time", "seconds", "mean"}


def test_numbers_are_short() -> None:
    assert b'"a":0.333333' in to_line(sample(mean={"a": 1 / 3}))
    assert b'"a":5}' in to_line(sample(mean={"a": 5.0}))


def test_a_line_that_was_torn_is_none() -> None:
    line = to_line(sample(mean={"a": 1}))
    assert [from_line(line[:end]) for end in (0, 5, len(line) - 3)] == [None] * 3
    assert from_line(b'{"time":1,"seconds":1,"mean":[]}') is None
    assert from_line(b'{"time":1,"seconds":1,"mean":{},"programs":{"a":[1]}}') is None


def test_what_is_no_number_is_left_out() -> None:
    found = from_line(b'{"time":1,"seconds":1,"mean":{"a":NaN,"b":Infinity,"c":1}}')
    assert found is not None
    assert found.mean == {"c": 1}


def test_each_counts_for_as_long_as_it_was() -> None:
    parts = [sample(0, 10, mean={"a": 1}), sample(10, 30, mean={"a": 5})]
    whole = together(0, parts)
    assert whole.mean == {"a": 4}
    assert whole.most == {"a": 5}
    assert whole.seconds == 40


def test_what_some_lack_is_the_mean_of_the_others() -> None:
    parts = [sample(mean={"a": 1}), sample(mean={"a": 3, "b": 8})]
    assert together(0, parts).mean == {"a": 2, "b": 8}


def test_a_program_that_some_lack_used_nothing_then() -> None:
    parts = [sample(programs={"/bin/x": Use(cpu=80)}), sample()]
    assert together(0, parts).programs == {"/bin/x": Use(cpu=40)}


def test_the_greatest_is_that_of_all() -> None:
    parts = [sample(mean={"a": 1}, most={"a": 9}), sample(mean={"a": 5}, most={"a": 6})]
    assert together(0, parts).most == {"a": 9}


def test_the_last_listeners_count() -> None:
    parts = [sample(listeners=("a",)), sample(listeners=("b",)), sample()]
    assert together(0, parts).listeners == ("b",)
    assert together(0, [sample()]).listeners is None


def test_no_time_cannot_be_put_together() -> None:
    with pytest.raises(ValueError, match="no time"):
        together(0, [])


@given(st.binary() | st.text().map(str.encode))
def test_any_line_is_read_without_an_error(line: bytes) -> None:
    from_line(line)


@given(st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_numbers_are_written(mean: dict[str, float]) -> None:
    found = from_line(to_line(sample(mean=mean)))
    assert found is not None
    assert all(math.isclose(found.mean[name], mean[name], rel_tol=1e-4) for name in found.mean)
