"""Minutes are sent once, and kept while the server is away."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.history.test_sample import sample
from tests.history.test_store import NOON

from rootout.errors import RootoutError
from rootout.history.store import DAY, History
from rootout.history.zabbix.sender import AT_ONCE, HEAD, MAGIC, send_news

Server = tuple[str, int]


class Trapper:
    """A server that takes all, or answers as it is told."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.requests = 0
        self.raw: bytes | None = None
        self.failed = 0

    def answer(self, body: bytes) -> bytes:
        request = json.loads(body)
        assert request["request"] == "sender data"
        self.rows += request["data"]
        self.requests += 1
        count = len(request["data"])
        info = f"processed: {count - self.failed}; failed: {self.failed}; total: {count}; seconds"
        said = json.dumps({"response": "success", "info": info}).encode()
        return MAGIC + HEAD.pack(len(said), 0) + said if self.raw is None else self.raw


@contextmanager
def listening(trapper: Trapper) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    link = server.accept()[0]
                except OSError:
                    return
                with link:
                    head = link.recv(13, socket.MSG_WAITALL)
                    (length, _) = HEAD.unpack(head[5:])
                    link.sendall(trapper.answer(link.recv(length, socket.MSG_WAITALL)))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[:2]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(tmp_path)
    for number in range(30):
        record(made, NOON - 1800 + 60 * number)
    return made


def record(history: History, moment: float) -> None:
    mean = {"cpu.busy": 12.34567, "logins": 1 / 3600, "something.else": 5.0}
    history.append("minutes", sample(moment, 60, mean=mean))


def test_each_minute_is_sent_once(history: History) -> None:
    trapper = Trapper()
    with listening(trapper) as server:
        assert send_news(history, server, "web01", NOON) == 30
        assert send_news(history, server, "web01", NOON) == 0
        record(history, NOON)
        assert send_news(history, server, "web01", NOON) == 0  # it is not over
        assert send_news(history, server, "web01", NOON + 60) == 1
    assert len({row["clock"] for row in trapper.rows}) == len(trapper.rows) == 31
    row = trapper.rows[0]
    assert (row["host"], row["key"], row["clock"]) == ("web01", "rootout.history", NOON - 1800)
    assert json.loads(row["value"]) == {"cpu.busy": 12.3457, "logins": 1}


def test_what_a_server_that_was_away_missed_is_sent_later(history: History) -> None:
    trapper = Trapper()
    with pytest.raises(RootoutError, match="refused") as raised:
        send_news(history, ("127.0.0.1", 1), "web01", NOON)
    assert "is kept" in raised.value.hint
    with listening(trapper) as server:
        assert send_news(history, server, "web01", NOON) == 30


def test_many_minutes_go_in_batches_and_old_ones_not_at_all(history: History) -> None:
    (history.folder / "zabbix-sent-127_0_0_1-web01").write_text(str(NOON - 9 * DAY))
    for number in range(600):
        record(history, NOON - DAY + 60 * number)
    record(history, NOON - 3 * DAY)
    trapper = Trapper()
    with listening(trapper) as server:
        assert send_news(history, server, "web01", NOON) == 630
    assert trapper.requests == -(-630 // AT_ONCE)
    assert min(row["clock"] for row in trapper.rows) == NOON - DAY


def test_success_with_failures_is_none_and_is_sent_again(history: History) -> None:
    trapper = Trapper()
    trapper.failed = 30
    with listening(trapper) as server:
        with pytest.raises(RootoutError, match="failed: 30") as raised:
            send_news(history, server, "web01", NOON)
        assert "template" in raised.value.hint
        trapper.failed = 0
        assert send_news(history, server, "web01", NOON) == 30


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        MAGIC + HEAD.pack(1 << 30, 0),
        MAGIC + HEAD.pack(50, 0) + b"{",
        MAGIC + HEAD.pack(2, 0) + b"[]",
        MAGIC + HEAD.pack(2, 0) + b"\xff\xff",
    ],
)
def test_what_is_no_zabbix_takes_nothing(history: History, raw: bytes) -> None:
    trapper = Trapper()
    trapper.raw = raw
    with listening(trapper) as server, pytest.raises(RootoutError):
        send_news(history, server, "web01", NOON)
    assert not list(history.folder.glob("zabbix-sent*"))


def test_a_cursor_that_was_damaged_begins_an_hour_ago(history: History) -> None:
    (history.folder / "zabbix-sent-127_0_0_1-web01").write_text("x")
    with listening(Trapper()) as server:
        assert send_news(history, server, "web01", NOON) == 30
