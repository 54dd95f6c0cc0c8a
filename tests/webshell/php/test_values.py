"""The worst origin of several values is theirs together."""

from rootout.webshell.php.values import LONGEST, UNKNOWN, Value, constant, either, weaker, worst


def test_worst_origin_wins_and_arrays_are_looked_into():
    assert worst([Value(taint="file"), Value(taint="remote")]) == "remote"
    assert worst([Value(items={"a": Value(taint="request")})]) == "request"
    assert worst([]) == ""


def test_either_keeps_a_known_text_and_the_worst_origin():
    both = either(Value(taint="request"), Value(text="x"))
    assert (both.text, both.taint) == ("x", "request")
    assert either(UNKNOWN, UNKNOWN) is UNKNOWN


def test_what_is_looked_up_by_a_request_is_only_in_part_its_own():
    assert weaker("request") == weaker("remote") == "mixed"
    assert weaker("file") == "file"


def test_texts_that_are_too_long_are_not_kept():
    assert constant("a" * (LONGEST + 1)) is UNKNOWN
