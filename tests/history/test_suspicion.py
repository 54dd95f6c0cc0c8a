"""What is unusual is a suspicion only where more than a number speaks for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.history.generated import DAYS, NOW, SINCE, Change, from_on, mined, plus, table

from rootout.history.compare import compare
from rootout.history.departures import departures
from rootout.history.listeners import NewListener
from rootout.history.suspicion import suspicions
from rootout.history.table import DAY, HOUR
from rootout.history.use import Use
from rootout.model.finding import Finding


def packaged(path: str) -> str | None:
    return "package" if path.startswith("/usr/") and "stranger" not in path else None


def found(change: Change = lambda one: one, owner: Callable[[str], str | None] = packaged):
    whole = table(change)
    departed = [
        one
        for trend in compare(whole, SINCE, NOW, DAYS)
        for one in departures(whole, trend, SINCE, DAYS)
    ]
    return list(suspicions(departed, (), owner))


def of(rule: str, findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.rule == f"trend_{rule}"]


def test_an_ordinary_server_is_not_suspected() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("program", "severity"),
    [
        ("/tmp/.x/kdevtmpfsi", "high"),
        ("/dev/shm/a", "high"),
        ("/tmp/x (deleted)", "high"),
        ("/memfd:x (deleted)", "high"),
        ("/usr/bin/python3.11 /tmp/a.py", "high"),
        ("/etc/.cache/kworker", "high"),
        ("/usr/bin/stranger", "medium"),
        ("/opt/app/bin/server", "low"),
        ("/usr/bin/java /opt/app/x.jar", "low"),
        ("/root/.cargo/bin/rustc", "low"),
    ],
)
def test_where_a_busy_program_lies_says_how_bad_it_is(program: str, severity: str) -> None:
    findings = of("cpu_of_unowned_program", found(mined(program)))
    assert [one.severity for one in findings] == [severity]
    assert findings[0].techniques == ("T1496",)


@pytest.mark.parametrize(
    "program",
    ["/usr/bin/gcc", "/usr/bin/python3.11", "/usr/sbin/nginx (deleted)", "[kworker]", "(ended)"],
)
def test_a_program_of_a_package_may_be_busy(program: str) -> None:
    assert of("cpu_of_unowned_program", found(mined(program))) == []


def test_a_stranger_that_was_always_there_is_low() -> None:
    def change(one):
        known = replace(one, programs={**one.programs, "/usr/bin/stranger": Use(cpu=30)})
        return mined("/usr/bin/stranger")(known) if one.time > NOW - 5 * HOUR else known

    assert [one.severity for one in of("cpu_of_unowned_program", found(change))] == ["low"]


def test_what_was_short_is_not_suspected() -> None:
    def change(one):
        return mined("/tmp/x")(one) if NOW - 3000 < one.time < NOW - 600 else one

    assert found(change) == []


def test_a_scan_of_others_is_a_question() -> None:
    findings = found(from_on(NOW - 4 * HOUR, lambda one: plus(one, connections__out=300)))
    (one,) = of("connections_out", findings)
    assert one.severity == "medium"
    assert "301 a second, where" in one.why


def test_some_more_connections_are_a_note() -> None:
    findings = found(from_on(NOW - 4 * HOUR, lambda one: plus(one, connections__out=4)))
    assert [one.severity for one in findings] == ["low"]


def test_a_slow_leak_is_a_note_with_its_hour() -> None:
    (one,) = found(from_on(NOW - 8 * HOUR, lambda one: plus(one, network__bytes__out=3e6)))
    assert (one.rule, one.severity) == ("trend_network_bytes_out", "low")


def test_logs_that_fall_silent_are_a_note() -> None:
    silent = from_on(NOW - 6 * HOUR, lambda one: plus(one, log__bytes=-one.mean["log.bytes"]))
    (one,) = found(silent)
    assert (one.rule, one.severity) == ("trend_logs_fell_silent", "low")


def test_more_in_the_logs_is_nothing() -> None:
    assert found(from_on(NOW - 6 * HOUR, lambda one: plus(one, log__bytes=1e6))) == []


def test_who_listens_anew_is_told() -> None:
    (one,) = suspicions((), [NewListener(socket="tcp 0.0.0.0 4444", since=SINCE)], packaged)
    assert one.severity == "informational"
    assert "tcp 0.0.0.0 4444" in one.why


def test_a_whole_fortnight_of_ordinary_days_is_silent() -> None:
    for seed in range(2, 8):
        whole = table(seed=seed)
        departed = [
            one
            for trend in compare(whole, SINCE - DAY, NOW, DAYS)
            for one in departures(whole, trend, SINCE - DAY, DAYS)
        ]
        assert list(suspicions(departed, (), packaged)) == []
