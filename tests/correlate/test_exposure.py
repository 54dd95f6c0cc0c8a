"""What stood open is told, and what only the server itself can reach is not."""

from typing import Any

from tests.records import failed, listener, process, socket

from rootout.collect.artifacts.sshd_config import SshdSetting
from rootout.correlate.exposure import exposures
from rootout.model.evidence import Evidence
from rootout.model.record import Origin, Record


def told(*records: Record) -> list[str]:
    return list(exposures(Evidence(records)))


def test_a_database_that_listens_to_the_world_is_named_with_its_program() -> None:
    redis = process(7, name="redis-server")
    open_to_all = listener(6379, processes=(redis.key, "9:9"))
    (sentence,) = told(redis, open_to_all)
    assert sentence.startswith("Redis (redis-server) can be reached from everywhere on tcp port")
    assert told(listener(6379, processes=()))[0].startswith("Redis can be reached")


def test_other_ports_are_listed() -> None:
    assert told(listener(80), listener(22)) == ["The world can reach tcp ports 22, 80."]


def test_what_is_not_open_to_the_world_is_left_out() -> None:
    inner = [listener(3306, local_address=one) for one in ("127.0.0.1", "::1", "/run/x")]
    assert told(*inner, socket(), listener(53, protocol="udp")) == []


def test_addresses_that_guessed_are_named_where_they_guessed_a_lot() -> None:
    tries = [failed(1, "198.51.100.1", count=40), failed(2, "198.51.100.2", count=3)]
    assert told(*tries) == ["Passwords were guessed: 40 from 198.51.100.1."]
    assert told(failed(1, "")) == []


def sshd(number: int, name: str, *values: str, **changes: Any) -> SshdSetting:
    fields: dict[str, Any] = {
        "origin": Origin(path="/etc/ssh/sshd_config", line=number),
        "text": " ".join((name, *values)),
        "file_modified": 0.0,
        "is_shared": True,
        "name": name,
        "values": values,
        "condition": "",
        "is_effective": True,
        "programs": (),
        "files": (),
    }
    return SshdSetting(**{**fields, **changes})


def test_root_with_a_password_is_told_where_it_counts() -> None:
    root, password = sshd(3, "permitrootlogin", "Yes"), sshd(4, "passwordauthentication", "yes")
    sentence = "Root may log in over ssh by password alone (/etc/ssh/sshd_config:3)."
    assert told(root, password) == [sentence]
    assert told(root) == [sentence]


def test_root_without_a_password_or_for_some_is_left_out() -> None:
    root = sshd(3, "permitrootlogin", "yes")
    assert told(root, sshd(4, "passwordauthentication", "no")) == []
    assert told(sshd(3, "permitrootlogin", "prohibit-password")) == []
    assert told(sshd(3, "permitrootlogin", "yes", condition="User a")) == []
    assert told(sshd(3, "permitrootlogin", "yes", is_effective=False)) == []
    assert told(sshd(3, "permitrootlogin")) == []
