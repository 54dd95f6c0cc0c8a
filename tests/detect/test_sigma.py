"""Rules: parsed whole or refused, and run over records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detect.examples import job, process

from rootout.detect.mapping import Row
from rootout.detect.sigma import parse_rule
from rootout.errors import RootoutError

RULE = """title: A test
logsource: {product: linux, service: rootout, category: crontab}
detection:
  selection:
    command|contains: evil
  condition: selection
level: high
tags: [attack.persistence, attack.t1053.003, attack.T1105, car.2020-01-01]
rootout:
  confidence: low
  why: '{user} runs {command}'
  advice: Stop it.
"""


def rule(text: str = RULE, **changes: str):
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_rule(text.encode(), "/rules/a_test.yml")


def hits(detection: str, record=None) -> bool:
    head, _, rest = RULE.partition("  selection:")
    tail = rest.partition("level:")[2]
    parsed = rule(f"{head}{detection}level:{tail}")
    return parsed.matches(Row(record=record or job("run evil now", "/opt/evil")))


def test_finding_carries_the_rule_and_the_values_of_the_record():
    record = job("run evil")
    finding = rule().finding(Row(record=record))
    assert (finding.rule, finding.title) == ("a_test", "A test")
    assert (finding.severity, finding.confidence) == ("high", "low")
    assert finding.techniques == ("T1053.003", "T1105")
    assert finding.records == (record.id,)
    assert finding.entities == record.entities()
    assert finding.why == "root runs run evil"
    assert finding.advice == "Stop it."


def test_values_cannot_reach_for_other_fields():
    finding = rule().finding(Row(record=job("{user} {origin.__class__} {0} %s")))
    assert finding.why == "root runs {user} {origin.__class__} {0} %s"


def test_rule_of_others_has_our_words_put_in():
    text = RULE.partition("rootout:")[0].replace("tags:", "ignored:")
    finding = rule(text).finding(Row(record=job("evil")))
    assert finding.why == "A test"
    assert finding.advice
    assert finding.confidence == "medium"
    assert finding.techniques == ("T1053.003",)  # what cron is, whoever accuses it


@pytest.mark.parametrize(
    "detection",
    [
        "  s: {command: '*evil*', user: root}\n  condition: s\n",
        "  s: {command|contains: [good, evil]}\n  condition: s\n",
        "  s:\n  - user: nobody\n  - user: root\n  condition: s\n",
        "  s: [nothing, EVIL]\n  condition: s\n",
        "  s: evil\n  condition: s\n",
        "  s: {'|all': [evil, root]}\n  condition: s\n",
        "  s:\n  - nothing\n  - user: root\n  condition: s\n",
        "  s: {origin.path|startswith: /etc/cron.d/}\n  condition: s\n",
        "  s: {targets|endswith: /evil}\n  condition: s\n",
        "  s: {is_shared: false}\n  condition: s\n",
        "  a: {user: root}\n  b: {user: bob}\n  condition: a and not b\n",
    ],
)
def test_detection_hits(detection):
    assert hits(detection)


@pytest.mark.parametrize(
    "detection",
    [
        "  s: {command: evil, user: root}\n  condition: s\n",
        "  s: {command|contains: evil, user: bob}\n  condition: s\n",
        "  s: {'|all': [evil, bob]}\n  condition: s\n",
        "  a: {user: root}\n  condition: not a\n",
    ],
)
def test_detection_misses(detection):
    assert not hits(detection)


def test_public_rule_about_process_creation_runs_over_processes():
    parsed = rule(
        "title: Shell of a web server\n"
        "logsource: {product: linux, category: process_creation}\n"
        "detection:\n  s: {Image|endswith: /cat, CommandLine|contains: passwd}\n"
        "  condition: s\nlevel: low\n"
    )
    assert parsed.matches(Row(record=process(arguments=("cat", "/etc/passwd"))))
    assert not parsed.matches(Row(record=process()))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("title: A test", "title: ''", 1),
        ("category: crontab", "category: dns", 2),
        ("logsource: {", "logsource: x #", 2),
        ("detection:\n", "detection: x\nd:\n", 3),
        ("command|contains", "comand|contains", 5),
        ("command|contains", "command|base64", 5),
        ("command|contains: evil", "command|re: '('", 5),
        ("command|contains: evil", "command: []", 5),
        ("command|contains: evil", "- user: x\n    - {}", 6),
        ("    command|contains: evil", "    []", 4),
        ("    command|contains: evil", "", 4),
        ("condition: selection", "condition: selection | count() > 3", 6),
        ("condition: selection", "condition: [selection]", 6),
        ("condition: selection", "other: x", 3),
        ("  condition:", "  timeframe: 5m\n  condition:", 6),
        ("level: high", "level: terrible", 7),
        ("level: high", "", 1),
        ("tags: [", "tags: x #", 8),
        ("confidence: low", "confidence: sure", 10),
        ("confidence: low", "confidence: [x]", 10),
        ("{user} runs", "{uid} runs", 11),
        ("advice: Stop", "advise: Stop", 12),
        ("rootout:\n", "rootout: 5\nx:\n", 9),
        ("title: A test", "title: A test\ncorrelation: {}", 2),
    ],
)
def test_what_is_not_understood_is_refused_with_file_and_line(old, new, line):
    with pytest.raises(RootoutError) as refusal:
        rule(RULE.replace(old, new))
    assert refusal.value.message.startswith(f"/rules/a_test.yml, line {line}: ")
    assert refusal.value.hint


def test_broken_yaml_is_refused_with_file_and_line():
    with pytest.raises(RootoutError, match=r"^/rules/a_test.yml, line 2: "):
        rule("title: x\na: b: c")


@given(st.text(alphabet="ae:-[]{}|'\n *123", max_size=80))
def test_any_detection_is_run_or_refused(text):
    try:
        answer = hits(f"  s: {text}\n  condition: s\n")
    except RootoutError:
        return
    assert answer in (True, False)
