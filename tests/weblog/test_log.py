"""A log is asked in SQL, and its tables are made when they are needed."""

from pathlib import Path

from tests.weblog.logs import line

from rootout.weblog.lite import Lite
from rootout.weblog.loading import load
from rootout.weblog.log import Log


def test_tables_are_made_once_and_anew_for_a_new_log(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"{line(0, '/').text()}\n{line(9, '/a').text()}\n")
    engine = Lite(tmp_path)
    empty = Log(engine)
    assert empty.is_empty
    assert empty.span == (0, 0, 0)
    load(engine, (str(tmp_path / "log"),))
    for _ in range(2):
        log = Log(engine)
        log.make("visitors", "visitors")
        assert [row["address"] for row in log.ask("visitor_addresses")] == ["203.0.113.9"]
        assert (log.span[1] - log.span[0], log.span[2]) == (9, 2)
        log.put("chosen", "address varchar", [("203.0.113.9",)])
        assert [row["requests"] for row in log.ask("attackers")] == [2]
    engine.close()
