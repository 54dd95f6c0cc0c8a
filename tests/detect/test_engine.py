"""Rules and checks together, and rules from folders."""

import os

import pytest
from tests.detect.examples import accepted, break_in, job, stranger

from rootout.detect.engine import judge, load_rules
from rootout.errors import RootoutError
from rootout.model.evidence import Evidence

RULE = """title: Mine
logsource: {product: linux, service: rootout, category: crontab}
detection: {s: {command: mine}, condition: s}
level: low
"""


def test_findings_of_rules_and_checks_come_the_worst_first():
    evidence = Evidence((*break_in(), job("/tmp/x")))
    found = judge(evidence, load_rules())
    names = [one.rule for one in found]
    assert names[0] == "brute_force_then_success"
    assert "launcher_runs_from_a_temporary_folder" in names
    assert found[-1].severity == "informational"


def test_the_same_suspicion_twice_is_one_finding_with_both_records():
    first, second = accepted(1.0), accepted(2.0)
    (found,) = judge(Evidence((first, second)), load_rules())
    assert found.records == (first.id, second.id)


def test_of_two_findings_about_the_same_thing_the_worse_one_speaks():
    records = (stranger("/opt/x", is_deleted=True), stranger("/opt/x", is_deleted=True, name="y"))
    (found,) = judge(Evidence(records), ())
    assert len(found.records) == 2


def test_order_does_not_depend_on_the_order_of_records():
    records = (*break_in(), job("/tmp/x"), stranger("/tmp/.x/y", is_deleted=True))
    there = judge(Evidence(records), load_rules())
    back = judge(Evidence(reversed(records)), load_rules())
    assert [one.id for one in there] == [one.id for one in back]


def test_rules_of_a_folder_are_added(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.yml").write_text(RULE)
    (tmp_path / "README.md").write_text("not a rule")
    rules = load_rules([tmp_path])
    assert len(rules) == len(load_rules()) + 1
    (found,) = judge(Evidence((job("mine"),)), rules)
    assert found.rule == "mine"


def test_one_bad_rule_refuses_the_folder(tmp_path):
    (tmp_path / "a.yml").write_text(RULE)
    (tmp_path / "b.yaml").write_text(RULE.replace("level: low", "level: x"))
    with pytest.raises(RootoutError, match=r"b\.yaml, line 4: "):
        load_rules([tmp_path])


def test_two_rules_of_one_name_are_refused(tmp_path):
    (tmp_path / "mount_over_a_process.yml").write_text(RULE)
    with pytest.raises(RootoutError, match="already a rule of this name"):
        load_rules([tmp_path])


def test_folder_without_rules_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(RootoutError, match="no rules in"):
            load_rules([folder])


def test_rule_that_cannot_be_read_is_refused(tmp_path):
    os.symlink("nowhere", tmp_path / "gone.yml")
    with pytest.raises(RootoutError, match="cannot be read: No such file"):
        load_rules([tmp_path])
