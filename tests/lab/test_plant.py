"""What the plant looks like, to whoever looks with honest tools."""

import re

import pytest
from tests.lab.intrusion.plant import Intrusion
from tests.lab.intrusion.tries import REAL, UTMP
from tests.lab.network import SERVER

pytestmark = pytest.mark.lab


def test_the_implant_hides_listens_and_holds_its_connection(planted: Intrusion) -> None:
    server = planted.server
    pid = planted.pids()[planted.names[0]]
    assert server.shell(f"readlink /proc/{pid}/exe").strip() == f"{planted.program} (deleted)"
    assert server.shell(f"cat /proc/{pid}/cmdline") == "[kworker/0:3]\0"
    assert server.shell(f"sha256sum < /proc/{pid}/exe").split()[0] == planted.sha256
    sockets = server.shell("ss -tnapH")
    assert re.search(rf"LISTEN .*0\.0\.0\.0:{planted.port} .*pid={pid},", sockets)
    peer = re.escape(f"{planted.address}:{planted.attacker_port}")
    assert re.search(rf"ESTAB .*{re.escape(SERVER)}:\d+ +{peer} .*pid={pid},", sockets)


def test_the_log_tells_400_tries_and_then_one_success(planted: Intrusion) -> None:
    server = planted.server
    log = (server.root / "var/log/auth.log").read_text()
    failed = re.findall(rf"Failed password for (\w+) from {planted.address} ", log)
    assert (len(failed), set(failed)) == (planted.tries, {"root", "alice"})
    assert log.count(f"Accepted password for root from {planted.address} ") == 1
    assert f"new user: name={planted.account}, UID=0" in log
    assert log.rindex("Failed password") < log.index("Accepted password")


def test_written_tries_have_the_form_of_real_ones(planted: Intrusion) -> None:
    server = planted.server
    lines = (server.root / "var/log/auth.log").read_text().splitlines()
    tries = [line for line in lines if planted.address in line and "Accepted" not in line]
    shapes = [re.sub(r"\[\d+\]|\d{4,5}", "N", line.partition(" ")[2]) for line in tries]
    assert set(shapes[: -3 * REAL]) == set(shapes[-3 * REAL :])
    assert {len(line.partition(" ")[0]) for line in tries} == {32}
    records = list(UTMP.iter_unpack((server.root / "var/log/btmp").read_bytes()))
    assert len(records) == planted.tries
    written, real = (
        [*record[2:3], *record[5:9], *record[11:]] for record in (records[0], records[-1])
    )
    assert written == real


def test_the_planted_account_and_key_open_the_door(planted: Intrusion) -> None:
    server = planted.server
    assert server.shell(f"id -u {planted.account}").strip() == "0"
    assert planted.key_line in server.shell(f"cat {planted.keys_file}").splitlines()
    assert planted.fingerprint in server.shell(f"ssh-keygen -l -f {planted.keys_file}")


def test_other_lines_of_shared_files_stay(planted: Intrusion) -> None:
    server = planted.server
    for path, line in ((planted.crontab, planted.cron_line), (planted.keys_file, planted.key_line)):
        old = (server.base.root / path.lstrip("/")).read_text()
        new = (server.root / path.lstrip("/")).read_text()
        # crontab(1) dates its header anew
        old, new = (re.sub(r"installed on .*", "", text) for text in (old, new))
        assert new == f"{old}{line}\n"
