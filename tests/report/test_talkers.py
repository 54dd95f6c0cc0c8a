import json

from rootout.report.talkers import account_name, size, talkers_document, talkers_text
from rootout.traffic.talkers import Talk, Talker


def talker(**changes: object) -> Talker:
    fields = {
        "remote": "203.0.113.9", "protocol": "tcp", "port": 443, "is_outgoing": True,
        "program": "/tmp/x", "pid": 7, "uid": 33, "packets_in": 20, "packets_out": 30,
        "bytes_in": 1000, "bytes_out": 5_000_000, "begun": 40, "flows": 4,
    } | changes  # fmt: skip
    return Talker(**fields)


def talk(*talkers: Talker, **changes: object) -> Talk:
    fields = {
        "seconds": 10.0, "packets": 50, "bytes": 5_001_000, "lost": 0, "passing": 0, "hint": "",
    } | changes  # fmt: skip
    return Talk(talkers=talkers, **fields)


def text(one: Talk, most: int = 25) -> str:
    return talkers_text(one, most, lambda uid: f"user{uid}")


def test_amounts_are_a_second() -> None:
    line = text(talk(talker())).splitlines()[-1]
    assert line.split()[:6] == ["100", "B", "500.0", "kB", "5.0", "4.0"]
    assert "to 203.0.113.9 tcp/443 (4 flows): /tmp/x (pid 7) of user33" in line


def test_who_came_is_told_by_our_port() -> None:
    assert "from 203.0.113.9 on our tcp/443" in text(talk(talker(is_outgoing=False)))


def test_who_cannot_be_seen_is_not_made_up() -> None:
    assert "a program that cannot be seen of user33" in text(talk(talker(pid=0)))
    assert text(talk(talker(uid=-1, flows=1))).endswith("tcp/443")
    assert "203.0.113.9 icmp" in text(talk(talker(protocol="icmp", port=0)))


def test_nobody_talking_has_no_table() -> None:
    assert text(talk(packets=0, bytes=0)) == "0 packets and 0 B in 10 s, 0 talkers."


def test_what_was_not_seen_is_said() -> None:
    said = text(talk(lost=5, passing=6, hint="run it as root"))
    for words in ("5 packets were too many", "6 packets were not of this", "run it as root"):
        assert words in said


def test_many_talkers_are_cut_short() -> None:
    many = [talker(port=number) for number in range(1, 6)]
    assert "... and 3 more" in text(talk(*many), 2)


def test_a_name_that_plays_tricks_is_harmless() -> None:
    assert "\x1b" not in text(talk(talker(program="/tmp/\x1b[2J")))


def test_the_document_has_everything() -> None:
    document = json.loads(json.dumps(talkers_document(talk(talker(), talker(port=5)), 1)))
    assert len(document["talkers"]) == 1
    assert document["talkers"][0]["bytes_out"] == 5_000_000
    assert document["lost"] == 0


def test_accounts_have_names_or_numbers() -> None:
    assert account_name(0) == "root"
    assert account_name(3_999_999_999) == "3999999999"
    assert account_name(-1) == "?"


def test_sizes_are_short() -> None:
    assert [size(one) for one in (5, 5000, 5e6, 5e9, 5e13)] == [
        "5 B", "5.0 kB", "5.0 MB", "5.0 GB", "50.0 TB",
    ]  # fmt: skip
