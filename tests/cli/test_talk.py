import sys

import pytest

from rootout.cli import talk
from rootout.model.plan import Plan

EMPTY = Plan(case="c", incidents=(), steps=())


class Terminal:
    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_talk_goes_to_stderr_and_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    talk.say("froze \x1b[2J")
    assert capsys.readouterr() == ("", "froze \\x1b[2J\n")


def test_progress_is_for_terminals_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk.progress()("crontab")
    assert capsys.readouterr().err == ""
    shown: list[str] = []
    monkeypatch.setattr(sys, "stderr", Terminal(is_terminal=True))
    monkeypatch.setattr(talk.click, "echo", lambda text, **_: shown.append(text))
    talk.progress()("crontab")
    talk.progress()("")
    assert "looking at crontab" in shown[0]
    assert "looking" not in shown[1]


def test_yes_needs_no_question() -> None:
    assert talk.agreed(EMPTY, yes=True)


def test_without_a_terminal_the_answer_is_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(is_terminal=False))
    assert not talk.agreed(EMPTY, yes=False)


def test_on_a_terminal_the_person_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(is_terminal=True))
    monkeypatch.setattr(talk.click, "confirm", lambda *_, **__: True)
    assert talk.agreed(EMPTY, yes=False)
