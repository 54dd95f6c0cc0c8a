from pathlib import Path

import pytest
from tests.history.generated import NOW, SINCE
from tests.history.test_store import NOON
from tests.history.zabbix.frontend import TOKEN, Frontend, serving

from rootout.errors import RootoutError
from rootout.history.telling import Span
from rootout.host.folder import FolderHost
from rootout.workflow import trends
from rootout.workflow.trends import ask_zabbix, own_trends


def test_without_any_history_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the real machine starts a process anew in which tests have loaded libraries of nobody
    monkeypatch.setattr(trends, "open_live", lambda: FolderHost(str(tmp_path)))
    with pytest.raises(RootoutError, match="no history") as raised:
        own_trends(tmp_path, Span(since=SINCE, until=NOW, days=3))
    assert "rootout record" in raised.value.hint


def test_a_host_that_zabbix_knows_is_told(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with serving(Frontend("6.0.14")) as frontend:
        identity = frontend.add("proc.num", "Number of processes")
        frontend.trends[identity] = [(int(NOON), 100.0, 120.0)]
        span = Span(since=NOON, until=NOON + 7200, days=3)
        told = ask_zabbix(frontend.address, token, None, "web01", span)
    assert told.host == "web01"
    assert [one.measure.name for one in told.trends] == ["processes"]
