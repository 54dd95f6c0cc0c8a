from rootout.respond.action import load_actions
from rootout.respond.killing import Killing


def test_whatever_kills_is_declared_irreversible() -> None:
    killing = [one for one in load_actions().values() if issubclass(one, Killing)]
    assert {one.name() for one in killing} == {"end_session", "stop_process"}
    assert not any(one.reversible for one in killing)
