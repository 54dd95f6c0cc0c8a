"""`rootout weblog --follow` tells each sign when it shows."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.weblog.logs import line


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_sign_is_told_as_it_shows_until_a_person_stops_it(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(f"{line(n, f'/{n}.php', 404).text()}\n" for n in range(30)))
    with subprocess.Popen(
        [sys.executable, "-um", "rootout", "weblog", "--follow", *words, str(path)],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        told = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
    assert json.loads(told)["address"] == "203.0.113.9" if words else "203.0.113.9" in told
