import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.web_attacks import WebAttack
from rootout.detect.checks.web_attack import judge
from rootout.model.entity import Entity


def attack(**given):
    told = {
        "rule": "weblog_attack",
        "title": "Attacks were sent",
        "severity": "high",
        "confidence": "medium",
        "techniques": ("T1190",),
        "address": "203.0.113.9",
        "url_path": "/search.php",
        "succeeded": True,
        "why": "SQL injection",
        "advice": "Look.",
    }
    return example(WebAttack, **told | given)


def test_attack_that_worked_is_found():
    (one,) = judged(judge, attack())
    assert (one.rule, one.severity, one.techniques) == ("weblog_attack", "high", ("T1190",))
    assert one.entities == (Entity("address", "203.0.113.9"), Entity("url", "/search.php"))
    assert "203.0.113.9 SQL injection" in one.why


@pytest.mark.parametrize("record", [attack(severity="informational", address="", url_path="")])
def test_weather_is_left_alone(record):
    (one,) = judged(judge, record)
    assert (one.severity, one.entities) == ("informational", ())
    assert judged(judge) == []
