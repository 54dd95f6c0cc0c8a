"""Every line of every log is read or counted, by either engine."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootout.weblog.duck import Duck
from rootout.weblog.layout import layout_of
from rootout.weblog.lite import Lite
from rootout.weblog.loading import BATCH, load

GOOD = '203.0.113.9 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"\n'
OBJECT = {"ts": 5, "remote_addr": "203.0.113.7", "uri": "/x", "status": 200}


@pytest.fixture(params=["duck", "lite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Duck | Lite]:
    made = Duck(tmp_path) if request.param == "duck" else Lite(tmp_path)
    yield made
    made.close()


def splitter(engine: Duck | Lite) -> Duck | None:
    return engine if isinstance(engine, Duck) else None


def test_logs_of_all_kinds_are_loaded(engine: Duck | Lite, tmp_path: Path) -> None:
    logs = {
        "plain": (GOOD * 3 + "\n" + GOOD.replace("203", "::ffff:203")).encode(),
        "packed": gzip.compress(GOOD.encode() * 2),
        "objects": (json.dumps(OBJECT) + "\n").encode() * (BATCH + 1),
        "extended": b"#Fields: date time c-ip sc-status\n2000-10-10 20:55:36 203.0.113.9 200\n",
        "odd": GOOD.replace("curl", '\\"').encode() + b"{}\n#Fields: a\n\x16\x03\xff\n",
        "empty": b"",
        "damaged": gzip.compress(GOOD.encode() * 2)[:-5],
    }
    paths = tuple(str(tmp_path / name) for name in logs)
    for path, data in zip(paths, logs.values(), strict=True):
        Path(path).write_bytes(data)
    seen: list[tuple[str, int]] = []
    tally = load(engine, paths, splitter=splitter(engine), progress=lambda *told: seen.append(told))
    counts = dict(engine.rows("select source, count(*) from requests group by source"))
    assert counts == {0: 4, 1: 2, 2: BATCH + 1, 3: 1, 4: 1, 6: 2}
    assert tally.lines == sum(counts.values()) + tally.unreadable.total() + tally.directives
    assert tally.unreadable == {"empty": 1, "unknown": 2, "TLS": 1}
    assert tally.directives == 1
    assert list(tally.damaged) == [paths[6]]
    assert {path for path, _ in seen} == {path for path in paths if not path.endswith("empty")}
    assert list(engine.rows("select distinct address from requests where source = 0")) == [
        ("203.0.113.9",)
    ]


def test_a_layout_of_one_s_own_is_used(engine: Duck | Lite, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("203.0.113.9 [10/Oct/2000:13:55:36 -0700] 200\n")
    load(
        engine,
        (str(tmp_path / "log"),),
        layout_of=lambda _: layout_of("$remote_addr [$time_local] $status"),
        splitter=splitter(engine),
    )
    assert list(engine.rows("select status from requests")) == [(200,)]
