from tests.detect.examples import example, judged

from rootout.collect.artifacts.web_shells import WebShell
from rootout.detect.checks.web_shell import judge
from rootout.model.entity import Entity


def test_web_shell_is_found():
    shell = example(
        WebShell,
        path="/srv/www/x.php",
        url_path="/x.php",
        severity="critical",
        confidence="high",
        witnesses=("tree",),
        why="what a request says is run",
        born=None,
    )
    (one,) = judged(judge, shell)
    assert (one.severity, one.confidence) == ("critical", "high")
    assert one.entities == (Entity("file", "/srv/www/x.php"), Entity("url", "/x.php"))
    assert "what a request says is run" in one.why


def test_server_without_one_is_left_alone():
    assert judged(judge) == []
