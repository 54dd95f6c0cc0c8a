from rootout.respond.action import Action, load_actions
from rootout.respond.actions.quarantine_file import QuarantineFile


def test_every_action_is_found_under_the_name_of_its_file():
    actions = load_actions()
    assert actions["quarantine_file"] is QuarantineFile
    assert list(actions) == sorted(actions)


def test_every_action_says_itself_and_declares_its_phase_and_risk():
    for name, action in load_actions().items():
        assert issubclass(action, Action)
        assert action.name() == name
        assert action.phase in ("contain", "eradicate")
        assert action.risk in ("low", "medium", "high")
        assert (action.__doc__ or "").strip()


def test_only_what_ends_processes_cannot_be_taken_back():
    lasting = {name for name, action in load_actions().items() if not action.reversible}
    assert lasting == {"stop_process", "end_session"}
