"""Processes as actions name them: by their keys, for a journal and for people."""

from collections.abc import Iterable

from rootout.host.api import Host, ProcessRef

MOST_NAMED = 8


def alive(host: Host, keys: Iterable[str]) -> list[ProcessRef]:
    """Return those that still run, and are no later process of the same number."""
    return [ref for ref in map(ProcessRef.from_key, keys) if host.is_alive(ref)]


def named(keys: tuple[str, ...]) -> str:
    """Name processes in one short line."""
    pids = ", ".join(key.partition(":")[0] for key in keys[:MOST_NAMED])
    more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
    return f"pid {pids}{more}"
