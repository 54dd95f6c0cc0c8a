"""What a search found, as one screen and as one document."""

from rootout.report.webshell import MOST_LINES, webshell_document, webshell_text
from rootout.webshell.place import Place
from rootout.webshell.search import Found, Search
from rootout.webshell.verdict import judge

BAD = judge("a.php", b"<?php eval($_POST['x']);", Place())


def search(count: int, **changes: object) -> Search:
    found = tuple(Found(path=f"/a\n{number}", verdict=BAD) for number in range(count))
    fields: dict[str, object] = {"scanned": 9, "seconds": 1.0, "found": found, "unreadable": ()}
    return Search(**(fields | changes))  # type: ignore[arg-type]


def test_long_lists_are_cut_and_what_was_not_read_is_said() -> None:
    text = webshell_text(search(MOST_LINES + 3, unreadable=("/x",)))
    assert "and 3 more" in text
    assert "1 files could not be read" in text
    assert "/a\n" not in text


def test_document_holds_everything() -> None:
    document = webshell_document(search(2))
    assert [one["severity"] for one in document["files"]] == ["critical", "critical"]
