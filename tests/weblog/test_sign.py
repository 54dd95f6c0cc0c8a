"""Signs."""

from rootout.weblog.sign import Rule, Sign


def test_techniques_are_those_of_sign_and_rule_once() -> None:
    rule = Rule(id="x", title="X", techniques=("T1190", "T1110.001"), advice="")
    sign = Sign(
        rule=rule, severity="low", confidence="low", why="", first=0, last=0, requests=0,
        techniques=("T1189", "T1190"),
    )  # fmt: skip
    assert sign.all_techniques == ("T1189", "T1190", "T1110.001")
