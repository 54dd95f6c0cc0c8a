"""PHP's functions of arrays, carried out on arrays that are known."""

from collections.abc import Callable
from dataclasses import replace

from rootout.webshell.php.folding import fold
from rootout.webshell.php.values import UNKNOWN, Value, constant, either, worst


def member_of(one: Value) -> Value:
    """Return what a function that is called for each item of an array may be given."""
    found = UNKNOWN
    for item in list((one.items or {}).values())[:20]:
        found = either(item, found) if found is not UNKNOWN else item
    return found if one.items else one


def replaced(given: list[Value]) -> Value:
    """Fold str_replace with arrays of what is searched."""
    searched, new, text = given
    if text.text is None or not searched.items or worst(given):
        return replace(UNKNOWN, taint=worst(given))
    made = text.text
    for key, old in searched.items.items():
        by = new.items.get(key, Value(text="")).text if new.items else new.text
        if old.text is None or by is None:
            return UNKNOWN
        made = fold("str_replace", [old.text, by, made]) or ""
    return constant(made, is_made=True)


def _implode(given: list[Value]) -> Value:
    array = next((one for one in given if one.items is not None), None)
    if array is None or array.items is None:
        return replace(UNKNOWN, taint=worst(given))
    glue = next((one.text for one in given if one.text is not None), "") or ""
    texts = [one.text for one in array.items.values()]
    known = [one for one in texts if one is not None]
    if len(known) < len(texts):
        return replace(UNKNOWN, taint=worst(given))
    return replace(constant(glue.join(known), is_made=True), taint=worst(given))


def _explode(given: list[Value]) -> Value:
    if len(given) < 2 or given[0].text in (None, "") or given[1].text is None:
        return replace(UNKNOWN, taint=worst(given))
    parts = given[1].text.split(given[0].text)[:20_000]
    return Value(items={str(number): Value(text=one) for number, one in enumerate(parts)})


def _str_split(given: list[Value]) -> Value:
    if not given or given[0].text is None:
        return replace(UNKNOWN, taint=worst(given))
    width = given[1].text or "" if given[1:] else ""
    size = int(width) if width.isdigit() else 1
    text = given[0].text[:20_000]
    parts = [text[place : place + size] for place in range(0, len(text), max(1, size))]
    return Value(items={str(number): Value(text=one) for number, one in enumerate(parts)})


def _range(given: list[Value]) -> Value:
    if len(given) < 2 or given[0].text is None or given[1].text is None:
        return UNKNOWN
    one, two = given[0].text, given[1].text
    if len(one) == len(two) == 1 and not one.isdigit():
        found = [chr(code) for code in range(ord(one), ord(two) + 1)]
    elif one.isdigit() and two.isdigit():
        found = [str(number) for number in range(int(one), min(int(two), int(one) + 1000) + 1)]
    else:
        return UNKNOWN
    return Value(items={str(number): Value(text=text) for number, text in enumerate(found)})


def _array_of(given: list[Value]) -> Value:
    items = {
        str(number): one for one in given for number, one in enumerate((one.items or {}).values())
    }
    return Value(items=items or None, taint=worst(given))


def _first_item(given: list[Value]) -> Value:
    return member_of(given[0]) if given else UNKNOWN


def _reversed_items(given: list[Value]) -> Value:
    if not given or given[0].items is None:
        return replace(UNKNOWN, taint=worst(given))
    turned = list(given[0].items.values())[::-1]
    return Value(items={str(number): one for number, one in enumerate(turned)})


def _compact_read(given: list[Value]) -> Value:
    return replace(UNKNOWN, taint=worst(given))


STRUCTURES: dict[str, Callable[[list[Value]], Value]] = {
    "array": _array_of,
    "array_pop": _first_item,
    "array_reverse": _reversed_items,
    "array_shift": _first_item,
    "array_values": _compact_read,
    "current": _first_item,
    "end": _first_item,
    "explode": _explode,
    "implode": _implode,
    "join": _implode,
    "next": _first_item,
    "pos": _first_item,
    "range": _range,
    "reset": _first_item,
    "str_split": _str_split,
}
