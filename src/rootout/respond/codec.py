"""Actions and what they captured <-> plain JSON values."""

from dataclasses import MISSING, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from rootout.errors import RootoutError
from rootout.model.file import Snapshot, Stat
from rootout.respond.action import Action, Captured, load_actions

Json = dict[str, Any]


def arguments_of(action: Action) -> Json:
    """Return the fields of an action: text, numbers, and lists of text."""
    named = {field.name: getattr(action, field.name) for field in fields(action)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in named.items()}


def action_from(name: str, arguments: Json) -> Action:
    """Make the action `name`. Raises RootoutError for a name or arguments that it does not have."""
    kind = load_actions().get(name)
    hint = "Use a plan that this version of rootout wrote."
    if kind is None:
        raise RootoutError(f"there is no action called {name!r}", hint)
    wanted = {field.name for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= set(arguments) <= wanted:  # an older plan lacks what has a default
        raise RootoutError(f"{name} takes exactly {', '.join(sorted(wanted))}", hint)
    types = get_type_hints(kind)
    made = {key: _argument(one, types[key]) for key, one in arguments.items()}
    if None in made.values():
        raise RootoutError(f"{name} cannot be given {arguments}", hint)
    return kind(**made)


def captured_to_json(captured: Captured) -> Json:
    """Return what was captured as plain values."""
    snapshots = [
        {
            "path": one.path,
            "stat": _stat_to_json(one.stat) if one.stat else None,
            "sha256": one.sha256,
            "target": one.target,
            "attributes": [list(pair) for pair in one.attributes],
            "flags": one.flags,
        }
        for one in captured.snapshots
    ]
    return {"snapshots": snapshots, "facts": captured.facts}


def captured_from_json(document: Json) -> Captured:
    """Read back what `captured_to_json` made."""
    snapshots = tuple(
        Snapshot(
            path=one["path"],
            stat=Stat(**one["stat"]) if one["stat"] else None,
            sha256=one["sha256"],
            target=one["target"],
            attributes=tuple((name, value) for name, value in one["attributes"]),
            flags=one["flags"],
        )
        for one in document["snapshots"]
    )
    return Captured(snapshots=snapshots, facts=document["facts"])


def _argument(item: object, wanted: object) -> str | int | tuple[str, ...] | None:
    """Return an argument as its action wants it; None where it is something else."""
    if wanted is str:
        return item if isinstance(item, str) else None
    if get_origin(wanted) is Literal:
        return item if isinstance(item, str) and item in get_args(wanted) else None
    if wanted is int:
        return item if type(item) is int else None
    if isinstance(item, list | tuple) and all(isinstance(part, str) for part in item):
        return tuple(item)
    return None


def _stat_to_json(stat: Stat) -> Json:
    return {field.name: getattr(stat, field.name) for field in fields(stat)}
