import gzip
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.logins import LONG, SHORT, parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

NOW = 1_700_000_000


def entry(kind=7, form="<" + SHORT, user=b"root", host=b"h", address=b"", pid=9, seconds=NOW):
    return struct.pack(
        form, kind, pid, b"pts/0", b"", user, host, 0, 0, 0, seconds, 500_000, address
    )


def read(data, path="/var/log/wtmp"):
    return list(parse(EvidenceFile(path, data)))


@pytest.mark.parametrize("form", [order + shape for order in "<>" for shape in (SHORT, LONG)])
def test_every_layout_and_byte_order_is_read(form):
    found = read(b"".join(entry(kind, form) for kind in (2, 7, 8, 1)))
    assert [one.event for one in found] == ["boot", "login", "logout", "shutdown"]
    assert {(one.user, one.pid, one.time) for one in found} == {("root", 9, NOW + 0.5)}


def test_the_file_says_what_kind_of_record_it_is():
    assert read(entry(6), "/var/log/btmp")[0].event == "failed"
    assert read(entry(7), "/var/log/btmp.1")[0].event == "failed"
    assert read(entry(7), "/run/utmp")[0].event == "current"
    assert read(entry(5)) == []


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (b"", "h"),
        (bytes((203, 0, 113, 9)), "203.0.113.9"),
        (bytes.fromhex("20010db8" + "00" * 11 + "01"), "2001:db8::1"),
    ],
)
def test_the_address_is_the_number_where_there_is_one(raw, address):
    (found,) = read(entry(address=raw))
    assert found.address == address
    assert found.entities() == (Entity("account", "root"), Entity("address", address))


def test_wiped_and_torn_records_are_gaps():
    found = read(entry() + bytes(384) + entry() + b"torn")
    assert [isinstance(one, Gap) for one in found] == [False, True, False, True]
    assert found[1].detail == "record 2 is zeroed"


def test_many_wiped_records_are_few_gaps():
    found = read(entry() + bytes(384 * 100_000))
    assert len(found) < 50
    assert "100000 records" in found[-1].detail


def test_records_of_no_kind_are_gaps():
    found = read(entry() + entry(77) + entry(0) + entry() + entry())
    assert [isinstance(one, Gap) for one in found] == [False, True, True, False, False]
    assert read(entry(0) + entry() + entry(), "/run/utmp")[0].event == "current"


def test_a_file_that_lost_its_beginning_is_a_gap():
    assert any(isinstance(one, Gap) for one in read(entry()[10:-4] + entry() * 4))
    assert all(isinstance(one, Gap) for one in read(bytes(range(1, 129)) * 30))


def test_compressed_records_are_read():
    assert len(read(gzip.compress(entry() * 3), "/var/log/wtmp.2.gz")) == 3
    assert [one.reason for one in read(b"BZh9", "/var/log/wtmp.2.bz2")] == ["unsupported"]


def test_fields_without_an_end_are_read_whole():
    (found,) = read(entry(user=b"u" * 32, host=b"h" * 256))
    assert (len(found.user), len(found.address)) == (32, 256)


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(data):
    for path in ("/var/log/wtmp", "/var/log/btmp", "/run/utmp"):
        for item in read(data, path):
            assert isinstance(item, Gap) or item.id
