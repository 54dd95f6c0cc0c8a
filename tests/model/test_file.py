from hypothesis import given
from hypothesis import strategies as st

from rootout.model.file import EvidenceFile


def lines(data: bytes, comment: str = "#") -> list[tuple[int | None, str, str]]:
    file = EvidenceFile("/etc/x", data)
    return [(line.origin.line, line, line.text) for line in file.lines(comment)]


def test_lines_know_their_number_and_keep_their_text() -> None:
    assert lines(b"a\n\n# c\n  b \r\n") == [(1, "a", "a"), (4, "b", "  b \r")]


def test_only_a_newline_ends_a_line() -> None:
    text = "a\vb\fc\x1cd\x85e\u2028f"
    assert [line for _, line, _ in lines(text.encode())] == [text]


def test_without_a_comment_sign_everything_is_a_line() -> None:
    assert len(lines(b"# a\nb", comment="")) == 2


@given(st.binary())
def test_no_bytes_are_lost(data: bytes) -> None:
    for _, _, text in lines(data):
        assert text.encode(errors="surrogateescape") in data


def test_a_file_has_a_name_and_a_hash_of_its_bytes() -> None:
    file = EvidenceFile("/etc/cron.d/x", b"")
    assert file.name == "x"
    assert file.origin.sha256 == file.sha256
    assert file.sha256.startswith("e3b0c442")
