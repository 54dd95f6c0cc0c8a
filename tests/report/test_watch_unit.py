import shutil
import subprocess
import sys

import pytest

from rootout.report.watch_unit import CASE, unit_text


def line_of(text, name):
    return next(line for line in text.split("\n") if line.startswith(f"{name}="))


def test_the_unit_runs_what_was_asked_for():
    line = line_of(unit_text(["watch", "--freeze", "high"]), "ExecStart")
    assert line == f"ExecStart={sys.executable} -m rootout watch --freeze high --case {CASE}"


def test_a_case_that_was_named_is_kept():
    assert CASE not in unit_text(["watch", "--case", "/srv/case"])


def test_words_reach_rootout_as_they_were_typed():
    line = line_of(unit_text(["watch", "--never", 'a "b" $c %d']), "ExecStart")
    assert '"a \\"b\\" $$c %%d"' in line


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_it(tmp_path):
    unit = tmp_path / "rootout-watch.service"
    unit.write_text(unit_text(["watch"]))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "rootout-watch" not in done.stderr
