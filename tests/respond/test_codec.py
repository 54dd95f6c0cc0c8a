import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.respond.replaced import REPLACED
from tests.respond.scenarios import SCENARIOS

from rootout.errors import RootoutError
from rootout.model.file import Snapshot
from rootout.respond.action import Captured, load_actions
from rootout.respond.codec import (
    action_from,
    arguments_of,
    captured_from_json,
    captured_to_json,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("scenario", [*SCENARIOS, *REPLACED], ids=lambda one: one.name)
def test_every_action_comes_back_from_its_arguments(scenario):
    action = scenario.action
    assert action_from(action.name(), arguments_of(action)) == action


def test_an_action_that_does_not_exist_is_named():
    with pytest.raises(RootoutError, match="no action called 'explode'"):
        action_from("explode", {})


@pytest.mark.parametrize("arguments", [{}, {"path": "/a", "more": 1}, {"way": "/a"}])
def test_an_action_takes_exactly_its_own_arguments(arguments):
    with pytest.raises(RootoutError, match="takes exactly path"):
        action_from("quarantine_file", arguments)


def test_a_plan_of_before_an_argument_came_is_still_understood():
    made = action_from("block_address", {"addresses": ["192.0.2.1"]})
    assert arguments_of(made) == {"addresses": ["192.0.2.1"], "seconds": 0}
    with pytest.raises(RootoutError, match="takes exactly addresses, seconds"):
        action_from("block_address", {"seconds": 1})


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("quarantine_file", {"path": 7}),
        ("remove_account", {"account": "evil", "uid": "0"}),
        ("remove_account", {"account": "evil", "uid": True}),
        ("stop_process", {"processes": "7:8"}),
        ("stop_process", {"processes": ["7:8", 9]}),
    ],
)
def test_arguments_of_another_type_are_refused(name, arguments):
    with pytest.raises(RootoutError, match="cannot be given"):
        action_from(name, arguments)


def test_a_path_that_was_not_there_is_captured_as_such():
    captured = Captured(snapshots=(Snapshot(path="/gone"),))
    assert captured_from_json(captured_to_json(captured)) == captured


@given(name=st.sampled_from(sorted(load_actions())), value=JSON)
def test_any_value_makes_an_action_or_is_refused(name, value):
    fields = load_actions()[name].__dataclass_fields__
    try:
        action = action_from(name, dict.fromkeys(fields, value))
    except RootoutError:
        return
    assert set(arguments_of(action)) == set(fields)
