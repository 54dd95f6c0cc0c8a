from rootout.respond.action import load_actions
from rootout.respond.removing import Removing


def test_what_only_removes_a_file_shares_one_way_back() -> None:
    removing = {name for name, one in load_actions().items() if issubclass(one, Removing)}
    assert removing == {"quarantine_file", "remove_drop_in", "remove_file", "remove_folder"}


def test_the_shared_part_is_no_action_of_its_own() -> None:
    assert "removing" not in load_actions()
