from tests.records import process

from rootout.detect.engine import load_rules
from rootout.watch import judge as module
from rootout.watch.judge import Judge


def test_a_program_is_judged_by_rules_and_checks_alike():
    judge = Judge(load_rules())
    one = process(executable="/tmp/x", package=None, arguments=("/tmp/x", "--donate-level", "1"))
    names = {finding.rule for finding in judge.findings(one, ())}
    assert {"miner", "program_runs_from_a_temporary_folder"} <= names
    assert judge.findings(process(), ()) == ()


def test_what_speaks_against_a_parent_is_not_told_again():
    judge = Judge(load_rules())
    parent = process(executable="/tmp/x", package=None)
    assert judge.findings(process(200, parent=parent.key), (parent,)) == ()


def test_what_was_clean_is_known_until_it_is_forgotten(monkeypatch):
    monkeypatch.setattr(module, "_MOST_CLEAN", 2)
    judge = Judge(())
    judge.remember(("a",))
    assert judge.is_known(("a",))
    judge.remember(("b",))
    judge.remember(("c",))
    assert not judge.is_known(("a",))
    judge.forget()
    assert not judge.is_known(("c",))
