import time
from pathlib import Path

import pytest
import yaml
from tests.cli.run import fresh, run
from tests.history.test_sample import sample
from tests.history.zabbix.test_sender import Trapper, listening

from rootout.cli.zabbix import _address
from rootout.errors import RootoutError
from rootout.history.store import History


def test_the_template_is_printed() -> None:
    assert "zabbix_export" in yaml.safe_load(run("zabbix", "template").output)


def test_minutes_are_sent(tmp_path: Path) -> None:
    start = time.time() // 60 * 60 - 600
    History(tmp_path).append("minutes", sample(start, 60, mean={"cpu.busy": 5}))
    trapper = Trapper()
    with listening(trapper) as (host, port):
        where = ("--server", f"{host}:{port}", "--host", "web01", "--history", str(tmp_path))
        assert "1 minutes were sent" in fresh("zabbix", "send", *where)
    assert trapper.rows[0]["host"] == "web01"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("zabbix.example.org", ("zabbix.example.org", 10051)),
        ("zabbix.example.org:20051", ("zabbix.example.org", 20051)),
        ("192.0.2.1", ("192.0.2.1", 10051)),
        ("2001:db8::1", ("2001:db8::1", 10051)),
        ("[2001:db8::1]", ("2001:db8::1", 10051)),
        ("[2001:db8::1]:20051", ("2001:db8::1", 20051)),
    ],
)
def test_addresses_have_a_port_or_the_usual_one(text: str, address: tuple[str, int]) -> None:
    assert _address(text) == address


@pytest.mark.parametrize("text", ["host:x", "host:99999", "host:0"])
def test_a_port_that_is_none_is_said(text: str) -> None:
    with pytest.raises(RootoutError, match="is no address"):
        _address(text)
