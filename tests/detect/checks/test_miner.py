"""Miners by their words, their pools and their hunger."""

import pytest
from tests.detect.examples import example, judged, process, stranger

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.checks.miner import judge
from rootout.model.entity import Entity


def pool(holder, **given):
    common = {
        "protocol": "tcp",
        "state": "established",
        "remote_address": "9.9.9.9",
        "remote_port": 3333,
        "processes": (holder.key,),
    }
    return example(Socket, **common | given)


@pytest.mark.parametrize(
    "words",
    [
        ("/opt/x", "-o", "stratum+tcp://9.9.9.9:3333"),
        ("/opt/x", "--donate-level=1"),
        ("/opt/x", "-u", "4" + "A" * 94),
        ("./xmrig-6.21",),
        ("minerd", "-t", "4"),
    ],
)
def test_words_of_a_miner_are_found(words):
    (found,) = judged(judge, stranger("/opt/x", arguments=words))
    assert (found.severity, found.confidence) == ("high", "high")


BUSY = {"cpu_seconds": 900.0, "started": 1000.0, "seen": 2000.0}


@pytest.mark.parametrize("address", ["9.9.9.9", "10.0.0.66"])
def test_pool_and_hunger_of_a_program_that_hides_are_found_with_the_address(address):
    busy = stranger("/tmp/.x/y", **BUSY)
    (found,) = judged(judge, busy, pool(busy, remote_address=address))
    assert found.severity == "high"
    assert found.entities == (Entity("process", busy.key), Entity("address", address))


def test_pool_and_hunger_together_are_found_as_a_question():
    busy = stranger("/opt/x", **BUSY)
    (found,) = judged(judge, busy, pool(busy))
    assert (found.severity, found.confidence) == ("medium", "medium")
    assert found.entities == (Entity("process", busy.key),)
    assert "90% of a core" in found.why


def test_name_of_a_pool_alone_is_found_as_a_low_note_and_with_its_port_as_more():
    holder = stranger("/opt/x", arguments=("/opt/x", "-o", "pool.example.com:3333"))
    (alone,) = judged(judge, holder)
    (both,) = judged(judge, holder, pool(holder))
    assert (alone.severity, both.severity) == ("low", "medium")


def test_pool_and_wallet_in_the_usual_shape_are_found_as_a_low_note():
    words = ("/opt/x", "-o", "10.0.0.5:3333", "-u", "x" * 34, "-p", "x")
    (found,) = judged(judge, stranger("/opt/x", arguments=words))
    assert (found.severity, found.confidence) == ("low", "low")


def test_port_of_a_pool_alone_is_found_as_a_low_note():
    holder = stranger("/opt/x")
    (found,) = judged(judge, holder, pool(holder))
    assert (found.severity, found.confidence) == ("low", "low")
    assert found.entities == (Entity("process", holder.key),)


@pytest.mark.parametrize(
    "innocent",
    [
        stranger("/opt/x"),
        stranger("/opt/x", cpu_seconds=900.0, started=1000.0, seen=2000.0),
        process(arguments=("cat", "stratum+tcp://notes")),
        stranger("/opt/x", arguments=("/opt/x", "/srv/xmrig")),
        stranger("/opt/x", arguments=("/opt/x", "--pool=8")),
        stranger("/opt/x", arguments=("/opt/x", "0.pool.ntp.org:123")),
        stranger("/opt/x", arguments=("/opt/x", "minecraft.example.com:25565")),
    ],
)
def test_ordinary_program_is_left_alone(innocent):
    assert judged(judge, innocent, pool(innocent, remote_port=443)) == []


@pytest.mark.parametrize("address", ["10.0.0.5", "127.0.0.1", "", "fe80::1%eth0"])
def test_busy_program_that_talks_inside_is_left_alone(address):
    busy = stranger("/opt/x", **BUSY)
    assert judged(judge, busy, pool(busy, remote_address=address)) == []
