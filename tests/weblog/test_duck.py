"""What DuckDB tells of a line is what the reference parser tells."""

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.weblog.lines import COMBINED, LINES

from rootout.weblog.addresses import address_of
from rootout.weblog.duck import Duck, parse_statement
from rootout.weblog.loading import load
from rootout.weblog.reader import Reader
from rootout.weblog.request import LONGEST_LINE, Request, target_parts
from rootout.weblog.sources import Block
from rootout.weblog.table import row_of

GOOD = '203.0.113.9 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"'


@pytest.fixture(scope="module")
def base() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def duck(tmp_path: Path) -> Iterator[Duck]:
    engine = Duck(tmp_path)
    yield engine
    engine.close()


def split(base: duckdb.DuckDBPyConnection, lines: list[str]) -> list[Request | None]:
    """Return each line as SQL splits it; None where it is left to the reference."""
    rows = base.execute(
        parse_statement() + " order by line", {"text": "\n".join(lines), "first": 1}
    ).fetchall()
    assert [row[0] for row in rows] == list(range(1, len(lines) + 1))
    assert all(row[-1] in (None, line) for row, line in zip(rows, lines, strict=True))
    return [
        None
        if odd is not None
        else Request(
            time, address_of(address) or "", host, user, method, path,
            target_parts(target)[1], status, size, referrer, agent,
        )
        for _, time, address, host, user, method, path, target, status, size, referrer, agent, odd
        in rows
    ]  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(LINES.filter(lambda line: "\n" not in line), min_size=1, max_size=40))
def test_every_line_is_split_as_the_reference_reads_it(
    base: duckdb.DuckDBPyConnection, lines: list[str]
) -> None:
    for line, found in zip(lines, split(base, lines), strict=True):
        if found is not None:
            assert found == Reader(is_extended=False).read(line), line


@pytest.mark.parametrize(
    "line",
    [
        GOOD,
        GOOD.replace("203.0.113.9", "2001:db8::1"),
        GOOD.replace("203.0.113.9", "::ffff:203.0.113.9"),
        f"example.org:80 {GOOD}",
        f'{GOOD} "198.51.100.1" 0.003',
        GOOD.replace(' "-" "curl/8"', ""),
        GOOD.replace("/a?b", r"/\x22\x5C"),
        GOOD.replace("- -", "- bob"),
    ],
)
def test_ordinary_lines_are_not_left_to_the_reference(
    base: duckdb.DuckDBPyConnection, line: str
) -> None:
    assert split(base, [line]) == [Reader().read(line)]


def test_a_line_too_long_is_kept_only_in_part(base: duckdb.DuckDBPyConnection) -> None:
    rows = base.execute(
        parse_statement(), {"text": GOOD + "x" * LONGEST_LINE * 2, "first": 1}
    ).fetchall()
    assert len(rows[0][-1]) == LONGEST_LINE + 1


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(LINES | COMBINED, min_size=1, max_size=200), st.sampled_from([60, 500, 100000]))
def test_the_table_and_the_counts_are_the_reference_s(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int
) -> None:
    folder = tmp_path_factory.mktemp("duck")
    text = GOOD + "\n" + "\n".join(line.replace("\n", "") for line in lines) + "\n"
    (folder / "log").write_text(text, newline="")
    engine = Duck(folder)
    tally = load(engine, (str(folder / "log"),), splitter=engine, size=size)
    found = sorted(engine.rows("select * from requests"))
    engine.close()
    reader, wanted, unreadable = Reader(), [], 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        told = reader.read(line)
        if isinstance(told, Request):
            wanted.append(row_of(0, number, told))
        else:
            unreadable += 1
    assert found == sorted(wanted)
    assert (tally.lines, tally.unreadable.total()) == (text.count("\n"), unreadable)


def test_addresses_get_one_form(duck: Duck) -> None:
    duck.load(0, [Block(1, GOOD.replace("203.0.113.9", "1:0:0:2::3"), 1)])
    duck.finish()
    assert list(duck.rows("select address from requests")) == [("1:0:0:2::3",)]
    assert address_of("1:0:0:2::3") == "1:0:0:2::3"


def test_rows_can_be_added_and_asked(duck: Duck) -> None:
    told = Reader().read(GOOD)
    assert isinstance(told, Request)
    duck.add([row_of(3, 7, told)])
    duck.add([])
    assert duck.named("select source, line from requests") == [{"source": 3, "line": 7}]
    duck.run("create table words (word varchar, number bigint)")
    duck.insert("words", [("a", 1), ("b", 2)])
    duck.insert("words", [])
    assert sorted(duck.rows("select * from words")) == [("a", 1), ("b", 2)]


def test_a_failure_of_a_worker_is_not_swallowed(duck: Duck) -> None:
    duck.run("drop table requests")
    with pytest.raises(duckdb.Error):
        duck.load(0, [Block(1, GOOD, 1)] * 5)


def test_a_failure_of_the_log_ends_the_workers(duck: Duck) -> None:
    def broken() -> Iterator[Block]:
        yield Block(1, GOOD, 1)
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"):
        duck.load(0, broken())


def test_nothing_outside_can_be_read(duck: Duck, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises(duckdb.Error):
        list(duck.rows(f"select * from read_text('{tmp_path / 'secret'}')"))


def test_much_is_loaded_by_several_workers(duck: Duck) -> None:
    choose = random.Random(1)
    block = "\n".join(
        GOOD.replace("203.0.113.9", f"203.0.113.{choose.randrange(256)}") for _ in range(5000)
    )
    duck.load(0, (Block(1 + 5000 * number, block, len(block)) for number in range(6)))
    assert list(duck.rows("select count(*), count(distinct line) from requests")) == [
        (30000, 30000)
    ]
