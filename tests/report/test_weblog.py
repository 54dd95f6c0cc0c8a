"""What logs told, for eyes and for programs."""

from pathlib import Path

from tests.weblog.logs import line
from tests.weblog.traffic import mixed

from rootout.report.weblog import weblog_document, weblog_text
from rootout.workflow.weblog import read_logs


def test_document_has_what_the_contract_says(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("".join(f"{one.text()}\n" for one in mixed(seed=5)[0]) + "nonsense\n")
    document = weblog_document(read_logs((str(path),)))
    assert set(document) == {
        "lines", "unreadable", "first", "last", "findings", "attackers", "files", "block",
    }  # fmt: skip
    assert document["unreadable"] == 1
    assert set(document["attackers"][0]) == {
        "address", "severity", "techniques", "requests", "first", "last", "succeeded", "why",
    }  # fmt: skip
    assert set(document["files"][0]) == {"url_path", "path", "severity", "why"}
    assert {"id", "rule", "severity", "entities"} <= set(document["findings"][0])


def test_screen_is_short_harmless_and_puts_swarms_together(tmp_path: Path) -> None:
    path = tmp_path / "l\x1b[31mog"
    lines = [*mixed(seed=5)[0], line(0, "/", agent="sqlmap \x1b[2J<b>")]
    path.write_bytes(
        "".join(f"{one.text()}\n" for one in lines).encode() + b"\x16\x03\x01\xff\n" * 9
    )
    text = weblog_text(read_logs((str(path),)))
    assert "\x1b" not in text
    assert len(text.splitlines()) < 80
    assert " and 299 more: 2400 requests" in text
    assert "9 lines could not be read (9 TLS):" in text
    assert "TO BLOCK (4): 198.18.0.0/24" in text
    assert "ALSO" in text
    assert "WHEN IT WORKED" in text


def test_silence_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("")
    assert weblog_text(read_logs((str(path),))).startswith("The logs are empty")
    path.write_text(f"{line(0, '/').text()}\n")
    assert "nobody attacked" in weblog_text(read_logs((str(path),)))


def test_damaged_log_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(b"\x1f\x8b\x08broken")
    assert "is damaged" in weblog_text(read_logs((str(path),)))
