"""Every rule that is shipped: valid for others, tidy, and proven by what it hits and misses."""

from dataclasses import fields
from importlib import resources
from pathlib import Path

import pytest
import yaml
from sigma.collection import SigmaCollection
from tests.detect.examples import example

from rootout.collect.artifacts.crontab import CronJob
from rootout.collect.registry import load_artifacts
from rootout.detect.engine import load_rules
from rootout.detect.mapping import Row
from rootout.detect.sigma import parse_rule
from rootout.model.attack import TECHNIQUES
from rootout.model.file_event import FileEvent
from rootout.model.finding import SEVERITIES

FOLDER = Path(str(resources.files("rootout"))) / "rules" / "sigma"
CASES = Path(__file__).parents[1] / "data" / "rules"
FILES = sorted(FOLDER.glob("*/*.yml"))
KINDS = {"launcher": CronJob, "file_event": FileEvent}
BY_NAME = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def _record(file: Path, content: dict):
    category = _read(file)["logsource"]["category"]
    kind = KINDS.get(category) or load_artifacts()[category].record
    assert content.keys() <= {field.name for field in fields(kind)}
    return example(kind, **content)


def _read(file: Path) -> dict:
    return yaml.safe_load(file.read_text())


def test_rules_are_shipped_and_all_are_loaded():
    assert sorted(rule.name for rule in load_rules()) == sorted(file.stem for file in FILES)
    assert len(FILES) >= 15


@BY_NAME
def test_rule_hits_what_it_must_and_spares_what_looks_alike(file):
    rule = parse_rule(file.read_bytes(), str(file))
    cases = _read(CASES / file.name)
    assert cases["match"]
    assert cases["miss"]
    for content in cases["match"]:
        assert rule.matches(Row(record=_record(file, content))), content
    for content in cases["miss"]:
        assert not rule.matches(Row(record=_record(file, content))), content


@BY_NAME
def test_reason_of_a_rule_is_one_short_sentence_with_values(file):
    rule = parse_rule(file.read_bytes(), str(file))
    finding = rule.finding(Row(record=_record(file, _read(CASES / file.name)["match"][0])))
    assert finding.why[0].isupper() or finding.why.startswith(("/", "root "))
    assert "{" not in finding.why
    assert len(finding.why) < 300
    assert finding.advice
    assert finding.entities


@BY_NAME
def test_file_is_named_like_the_title_and_lies_in_the_folder_of_its_tactic(file):
    rule = _read(file)
    assert file.stem == rule["title"].lower().replace(" ", "_").replace("/", "_")
    tactic = file.parent.name.replace("_", "-")
    assert f"attack.{tactic}" in rule["tags"]
    techniques = parse_rule(file.read_bytes(), str(file)).techniques
    assert techniques
    assert all(one in TECHNIQUES for one in techniques)
    assert any(tactic in TECHNIQUES[one].tactics for one in techniques)


@BY_NAME
def test_rule_says_everything_a_reader_wants_to_know(file):
    rule = _read(file)
    assert rule["falsepositives"]
    assert rule["description"].endswith(".")
    assert rule["level"] in SEVERITIES
    assert rule["rootout"].keys() == {"why", "advice", "confidence"}


def test_ids_of_rules_are_unique():
    ids = [_read(file)["id"] for file in FILES]
    assert len(set(ids)) == len(ids)


def test_cases_belong_to_rules():
    assert {file.name for file in CASES.iterdir()} == {file.name for file in FILES}


@BY_NAME
def test_rule_is_valid_for_pysigma(file):
    collection = SigmaCollection.from_yaml(file.read_text())
    assert not collection.errors
    for rule in collection.rules:
        for condition in rule.detection.parsed_condition:
            condition.parse()
