from dataclasses import replace

from tests.respond.plans import names, whole

from rootout.model.plan import Plan, Step
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.choosing import choose
from rootout.respond.planner import step_of
from rootout.workflow.left_out import left_out

PLAN = whole()


def without(*words: str) -> Plan:
    return choose(PLAN, (), words)


def block(*addresses: str) -> Step:
    return step_of(1, BlockAddress(addresses=addresses), "because")


def test_where_everything_is_chosen_nothing_is_left_out() -> None:
    nothing = left_out(PLAN, PLAN)
    for step in PLAN.steps[:3]:
        assert nothing.narrow(step) == step


def test_an_action_that_nobody_chose_stays_left_out_for_what_comes_later() -> None:
    assert left_out(PLAN, without("block_address")).narrow(block("192.0.2.1")) is None
    assert left_out(PLAN, without("block_address")).narrow(
        step_of(1, LockAccount(account="eve"), "because")
    )


def test_a_file_that_was_left_out_stays_and_a_new_one_goes() -> None:
    first = next(one for one in PLAN.steps if one.action == "remove_file")
    rule = left_out(PLAN, without(str(first.number)))
    assert rule.narrow(first) is None
    new = step_of(1, RemoveFile(path="/etc/cron.d/new"), "because")
    assert rule.narrow(new) == new


def test_of_a_step_against_many_only_the_others_remain() -> None:
    more = step_of(99, BlockAddress(addresses=("192.0.2.1",)), "because")
    wider = replace(PLAN, steps=(*PLAN.steps, more))
    rule = left_out(wider, replace(PLAN, steps=PLAN.steps))
    narrowed = rule.narrow(block("192.0.2.1", "192.0.2.2"))
    assert narrowed is not None
    assert narrowed.arguments["addresses"] == ["192.0.2.2"]
    assert "192.0.2.1" not in narrowed.summary
    assert rule.narrow(block("192.0.2.1")) is None
    assert names((narrowed,)) == ["block_address"]
