"""What is registered is read, and what a variable holds that nobody set."""

from rootout.webshell.php import follow
from rootout.webshell.php.analysis import EXPRESSIONS, STATEMENTS, Analysis
from rootout.webshell.php.values import UNKNOWN, Value


def analysis() -> Analysis:
    return Analysis(b"<?php ", lambda within, text: follow.follow(text, within))


def test_readers_of_every_kind_are_registered():
    assert {"string", "subscript_expression", "function_call_expression"} <= EXPRESSIONS.keys()
    assert {"foreach_statement", "return_statement"} <= STATEMENTS.keys()


def test_variables_are_known_tainted_or_unknown():
    run = analysis()
    assert run.named("_GET", {}).taint == "request"
    assert run.named("a", {"a": Value(text="x")}).text == "x"
    assert run.named("a", {}) == UNKNOWN
    run.all_tainted = True
    assert run.named("a", {}).taint == "request"


def test_texts_within_share_the_budget():
    outer = analysis()
    inner = Analysis(b"<?php ", outer.follow, outer=outer)
    assert inner.steps is outer.steps
    assert inner.depth == 1
