"""Agents that say or show what they are."""

from tests.weblog.logs import line, signs

from rootout.weblog.detections.agents import LEAST, detect


def test_tool_that_names_itself_is_found() -> None:
    (one,) = signs(detect, [line(0, "/", agent="sqlmap/1.7#stable (https://sqlmap.org)")])
    assert (one.requests, one.confidence) == (1, "high")


def test_address_that_changes_its_browser_all_the_time_is_found() -> None:
    (one,) = signs(detect, [line(n, "/", agent=f"Mozilla/{n}") for n in range(LEAST)])
    assert f"{LEAST} different browsers" in one.why


def test_office_behind_one_address_and_curl_are_left_alone() -> None:
    office = [line(n, "/style.css", agent=f"Mozilla/{n}") for n in range(LEAST)]
    programs = [line(n, "/", agent="curl/8", address="198.51.100.1") for n in range(LEAST)]
    nothing = [line(n, "/", agent="", address="198.51.100.2") for n in range(LEAST)]
    assert signs(detect, office + programs + nothing) == []
