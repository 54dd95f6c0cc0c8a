import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.respond.plans import names, whole

from rootout.errors import RootoutError
from rootout.report.document import dump, plan_document
from rootout.respond.saved_plan import MOST_STEPS, arranged, read_plan, seal_of

PLAN = replace(whole(), seal=seal_of(whole(), "web1", 1.5))


def saved(**changes):
    """Return the document of the plan, as it is saved."""
    return {**json.loads(dump(plan_document(PLAN))), **changes}


def applied(document):
    return arranged(PLAN, read_plan(json.dumps(document).encode()))


def test_a_plan_that_was_only_saved_is_the_same():
    assert applied(saved()) == PLAN


def test_steps_can_be_taken_out_and_moved():
    steps = saved()["steps"]
    kept = [one for one in steps if one["action"] != "block_address"]
    files = [place for place, one in enumerate(kept) if one["action"] == "quarantine_file"]
    kept[files[0]], kept[files[1]] = kept[files[1]], kept[files[0]]
    numbers = [one.number for one in applied(saved(steps=kept)).steps]
    assert numbers == [one["number"] for one in kept]
    assert 3 not in numbers
    assert applied(saved(steps=[])).steps == ()


def test_words_numbers_and_phases_of_a_file_are_not_believed():
    lies = {"number": 1, "phase": "watch", "summary": "harmless", "risk": "low", "reversible": True}
    steps = [{**one, **lies} for one in saved()["steps"]]
    assert applied(saved(steps=steps)) == PLAN


def invented(**changes):
    step = {"action": "remove_file", "arguments": {"path": "/etc/cron.d/x"}, **changes}
    return saved(steps=[step])


@pytest.mark.parametrize(
    "document",
    [
        invented(arguments={"path": "/etc/passwd"}),
        invented(arguments={"path": "/etc/cron.d/x", "more": 1}),
        invented(arguments={"path": ["/etc/cron.d/x"]}),
        invented(arguments={}),
        invented(action="quarantine_file"),
        invented(action="../../remove_file"),
        invented(action="stop_process", arguments={"processes": ["1:1"]}),
        invented(action="stop_process", arguments={"processes": ["66:1"]}),
    ],
)
def test_a_step_that_was_not_planned_is_refused(document):
    with pytest.raises(RootoutError, match="step 1 in the file is none that was planned"):
        applied(document)


def test_a_step_is_not_done_twice():
    steps = saved()["steps"]
    with pytest.raises(RootoutError, match="step 2 in the file is there twice"):
        applied(saved(steps=[steps[0], steps[0]]))


def test_an_order_that_is_not_safe_is_refused():
    with pytest.raises(RootoutError, match="cannot come before step"):
        applied(saved(steps=saved()["steps"][::-1]))


def test_the_plan_of_another_case_or_time_is_refused():
    with pytest.raises(RootoutError, match="of the case 'other', and this is 'c'"):
        applied(saved(case="other"))
    for seal in ("", "0" * 64, seal_of(whole(), "web2", 1.5), seal_of(whole(), "web1", 2.5)):
        with pytest.raises(RootoutError, match="before the case changed"):
            applied(saved(seal=seal))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"case": ' + b"9" * 5000 + b"}", "no JSON"),
        (b"[]", "its format is"),
        (b'{"format": "rootout plan 2"}', "its format is"),
        (json.dumps(saved(case=7)).encode(), "no case, seal or steps"),
        (json.dumps(saved(seal=None)).encode(), "no case, seal or steps"),
        (json.dumps(saved(steps={})).encode(), "no case, seal or steps"),
        (json.dumps(saved(steps=["x"])).encode(), "step 1 in the file has no action"),
        (json.dumps(saved(steps=[{"action": "x"}])).encode(), "step 1 in the file has no action"),
        (json.dumps(saved(steps=[0] * (MOST_STEPS + 1))).encode(), "more than"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(data, reason):
    with pytest.raises(RootoutError, match=reason) as refused:
        read_plan(data)
    assert "rootout plan CASE --json" in refused.value.hint


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.lists(st.fixed_dictionaries({"action": anything, "arguments": anything}), max_size=3))
def test_any_steps_are_refused_unless_they_were_planned(steps):
    try:
        plan = applied(saved(steps=steps))
    except RootoutError:
        return
    assert set(names(plan.steps)) <= set(names(PLAN.steps))


def test_every_difference_in_what_is_planned_changes_the_seal():
    shorter = replace(PLAN, steps=PLAN.steps[1:])
    other = replace(PLAN, case="d")
    assert len({seal_of(one, "web1", 1.5) for one in (PLAN, shorter, other)}) == 3
