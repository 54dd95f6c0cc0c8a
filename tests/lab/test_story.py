"""What a scan of the hacked server tells, and what the plan would do."""

import re

import pytest
from tests.lab.documents import Document, entities, listed, pids
from tests.lab.intrusion.plant import INNOCENT, Intrusion, fingerprint
from tests.lab.network import OPERATOR

pytestmark = pytest.mark.lab

SCREEN = 60  # lines that a person takes in at once


@pytest.fixture(scope="module")
def told(planted: Intrusion) -> Document:
    """Return what a scan of the hacked server says."""
    result = planted.server.rootout("scan", "--json")
    assert result.code == 1, result
    return result.json()


@pytest.fixture(scope="module")
def incident(told: Document) -> Document:
    """Return the one incident of that scan."""
    (only,) = listed(told, "incidents")
    return only


def test_one_incident_says_how_they_came_in(incident: Document, planted: Intrusion) -> None:
    named = entities(incident)
    assert ("address", planted.address) in named
    sessions = [key for kind, key in named if kind == "session"]
    assert any(key.startswith(f"root@{planted.address}#") for key in sessions), sessions
    told = f"{incident['first_cause']}"
    assert planted.address in told
    assert "root" in told
    assert re.search(r"\b400\b", f"{incident['chapters']}{told}"), told


def test_it_says_what_runs(incident: Document, told: Document, planted: Intrusion) -> None:
    assert set(planted.pids().values()) <= pids(entities(incident))
    assert planted.sha256 in f"{incident}{listed(told, 'findings')}"


def test_it_says_what_brings_them_back(incident: Document, planted: Intrusion) -> None:
    named = entities(incident)
    assert ("unit", planted.unit) in named
    lines = (planted.server.root / planted.crontab.lstrip("/")).read_text().splitlines()
    number = lines.index(planted.cron_line) + 1
    assert ("job", f"{planted.crontab}:{number}") in named
    assert ("job", f"{planted.cron_file}:1") in named
    assert ("key", planted.fingerprint) in named
    assert ("account", planted.account) in named
    assert ("file", planted.store) in named


def test_it_says_whom_they_talk_to(incident: Document, planted: Intrusion) -> None:
    assert ("port", f"tcp/{planted.port}") in entities(incident)
    connects = [one for one in listed(incident, "links") if one["verb"] == "connects"]
    assert any(planted.address in f"{one['target']}" for one in connects), connects


def test_innocent_things_are_no_part_of_it(incident: Document) -> None:
    named = entities(incident)
    assert not {path for path in INNOCENT if ("file", path) in named}
    assert ("address", OPERATOR) not in named
    assert not {("account", name) for name in ("alice", "deploy", "bob")} & {
        tuple(link["target"].values())[:2]
        for link in listed(incident, "links")
        if link["verb"] == "wrote" and isinstance(link["target"], dict)
    }
    assert ("unit", "shop-worker.service") not in named


def test_the_owners_line_and_key_beside_the_intruders_are_no_part_of_it(
    incident: Document, planted: Intrusion
) -> None:
    server = planted.server
    lines = (server.root / planted.crontab.lstrip("/")).read_text().splitlines()
    owners = next(number for number, line in enumerate(lines, 1) if "/usr/bin/find" in line)
    key = fingerprint(server.base.key.with_suffix(".pub"))
    named = entities(incident)
    assert ("job", f"{planted.crontab}:{owners}") not in named
    assert ("key", key) not in named
    # nor may the story show them among what is to be removed
    assert "/usr/bin/find" not in f"{incident['chapters']}"
    assert key not in f"{incident['chapters']}"


def test_the_story_fits_on_one_screen_and_names_it_all(planted: Intrusion) -> None:
    text = planted.server.rootout("scan").stdout
    assert len(text.splitlines()) <= SCREEN, text
    names = (planted.address, planted.account, planted.unit, planted.store, planted.cron_file)
    assert not [name for name in (*names, planted.crontab, f"{planted.port}") if name not in text]


def test_the_plan_has_a_step_and_a_reason_for_each_part(told: Document, planted: Intrusion) -> None:
    plan = planted.server.rootout("plan", f"{told['case']}", "--json").json()
    steps = listed(plan, "steps")
    assert all(step["because"] for step in steps)
    said = {f"{step['action']}": "" for step in steps}
    for step in steps:
        said[f"{step['action']}"] += f" {step['arguments']}"
    assert planted.address in said["block_address"]
    assert planted.cron_line in said["remove_line"] or planted.crontab in said["remove_line"]
    assert planted.cron_file in said["remove_file"]
    assert planted.unit in said["disable_unit"]
    assert planted.fingerprint in said["revoke_key"]
    assert planted.account in said["remove_account"]
    assert planted.store in said["quarantine_file"]
    for pid in planted.pids().values():
        assert f"{pid}" in said["freeze_process"]
        assert f"{pid}" in said["stop_process"]
    assert fingerprint(planted.server.base.key.with_suffix(".pub")) not in said["revoke_key"]
    assert "/usr/bin/find" not in said["remove_line"]
    assert not [path for path in INNOCENT for text in said.values() if path in text]
