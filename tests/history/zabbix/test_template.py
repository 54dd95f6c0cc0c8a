"""The template is what a server imports; a Zabbix 6.0.14 did, twice."""

import re

import yaml

from rootout.history.measures import MEASURES
from rootout.history.zabbix.template import ALARMED, MASTER, key_of, template

EXPORT = yaml.safe_load(template())["zabbix_export"]
TEMPLATE = EXPORT["templates"][0]


def test_it_is_of_the_format_that_every_server_since_6_imports() -> None:
    assert EXPORT["version"] == "6.0"
    assert TEMPLATE["groups"] == [{"name": EXPORT["groups"][0]["name"]}]


def test_every_measure_depends_on_the_one_that_is_sent() -> None:
    master, *items = TEMPLATE["items"]
    assert (master["key"], master["type"], master["history"]) == (MASTER, "TRAP", "0")
    assert [one["key"] for one in items] == [key_of(one.name) for one in MEASURES]
    assert {one["master_item"]["key"] for one in items} == {MASTER}
    assert items[0]["preprocessing"][0]["parameters"] == ["$['cpu.busy']"]


def test_every_uuid_is_one_of_version_4_and_there_once() -> None:
    found = re.findall(r"uuid: '?([0-9a-f]+)'?", template())
    assert len(found) == len(set(found)) == 3 + len(MEASURES) + len(ALARMED)
    assert all(re.fullmatch(r"[0-9a-f]{12}4[0-9a-f]{3}8[0-9a-f]{15}", one) for one in found)


def test_the_same_is_written_always() -> None:
    assert template() == template()


def test_every_threshold_is_a_macro_that_says_what_it_is() -> None:
    triggers = [one for item in TEMPLATE["items"] for one in item.get("triggers", ())]
    assert len(triggers) == len(ALARMED)
    used = {name for one in triggers for name in re.findall(r"{\$[^}]*}", one["expression"])}
    assert used == {one["macro"] for one in TEMPLATE["macros"]}
    assert all(one["description"] for one in TEMPLATE["macros"])
