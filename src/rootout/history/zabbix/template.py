"""A template for Zabbix 6.0 and later: one item that is sent, the measures that depend on it.

https://www.zabbix.com/documentation/guidelines/en/template_guidelines
"""

import uuid
from typing import Any

import yaml

from rootout.history.measures import MEASURES, Measure

NAME = "Linux history by Rootout"
GROUP = "Templates/Security"
MASTER = "rootout.history"
ALARMED = ("cpu.busy", "connections.out", "connections.failed", "network.bytes.out")
UNITS = {"bytes": "B", "bytes/s": "Bps", "/s": "", "/h": "", "%": "%", "": ""}
MACRO = "{$ROOTOUT.DEVIATION}"


def template() -> str:
    """Return the template as YAML of the format 6.0, which newer servers import too."""
    export = {
        "version": "6.0",
        "date": "2026-11-23T00:00:00Z",
        "groups": [{"uuid": _uuid("group"), "name": GROUP}],
        "templates": [
            {
                "uuid": _uuid("template"),
                "template": NAME,
                "name": NAME,
                "description": "What `rootout zabbix send` sends each minute.",
                "groups": [{"name": GROUP}],
                "items": [_master(), *map(_item, MEASURES)],
                "macros": _macros(),
            }
        ],
    }
    return yaml.safe_dump({"zabbix_export": export}, sort_keys=False, allow_unicode=True)


def key_of(name: str) -> str:
    """Return the key of the item of a measure."""
    return f"{MASTER}[{name}]"


def _master() -> dict[str, Any]:
    return {
        "uuid": _uuid(MASTER),
        "name": "Rootout: History",
        "type": "TRAP",
        "key": MASTER,
        "delay": "0",
        "history": "0",
        "trends": "0",
        "value_type": "TEXT",
        "tags": [{"tag": "component", "value": "security"}],
    }


def _item(measure: Measure) -> dict[str, Any]:
    item = {
        "uuid": _uuid(measure.name),
        "name": f"Rootout: {measure.title[:1].upper()}{measure.title[1:]}",
        "type": "DEPENDENT",
        "key": key_of(measure.name),
        "delay": "0",
        "history": "31d",
        "trends": "730d",
        "value_type": "FLOAT",
        "units": UNITS[measure.unit],
        "preprocessing": [
            {
                "type": "JSONPATH",
                "parameters": [f"$['{measure.name}']"],
                "error_handler": "DISCARD_VALUE",
            }
        ],
        "master_item": {"key": MASTER},
        "tags": [{"tag": "component", "value": "security"}],
    }
    if measure.name in ALARMED:
        item["triggers"] = [_trigger(measure)]
    return item


def _trigger(measure: Measure) -> dict[str, Any]:
    """Return a trigger on the hour that is over, beside the same hour of 14 days."""
    item = f"/{NAME}/{key_of(measure.name)}"
    hour = '1h:now/h,"d",14'
    return {
        "uuid": _uuid(f"trigger {measure.name}"),
        "expression": f"baselinedev({item},{hour})>{MACRO} and trendavg({item},1h:now/h)-"
        f"baselinewma({item},{hour})>{_effect(measure)}",
        "name": f"Rootout: {measure.title} far above the same hour of 14 days",
        "priority": "WARNING",
        "manual_close": "YES",
        "tags": [{"tag": "scope", "value": "security"}],
    }


def _macros() -> list[dict[str, str]]:
    macros = [
        {
            "macro": MACRO,
            "value": "3",
            "description": "How many deviations from the same hour of 14 days are too many.",
        }
    ]
    return macros + [
        {
            "macro": _effect(one),
            "value": f"{one.effect:g}",
            "description": f"The least difference that matters: {one.title}.",
        }
        for one in MEASURES
        if one.name in ALARMED
    ]


def _effect(measure: Measure) -> str:
    return f"{{$ROOTOUT.{measure.name.upper()}.EFFECT}}"


def _uuid(name: str) -> str:
    """Return the same UUID for the same name always, of the form that Zabbix wants: version 4."""
    digits = uuid.uuid5(uuid.NAMESPACE_URL, f"rootout/history/{name}").hex
    return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}"
