"""Checks: suspicions that compare several records or two views, written in Python."""

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.value import value

Judge = Callable[[Evidence], Iterator[Finding]]


@value
class Check:
    """A named function from evidence to findings."""

    name: str
    summary: str
    judge: Judge


_checks: dict[str, Check] = {}


def check(judge: Judge) -> Judge:
    """Register the decorated function as the check named like its module."""
    name = judge.__module__.rpartition(".")[2]
    summary, _, _ = (judge.__doc__ or "").strip().partition("\n")
    _checks[name] = Check(name=name, summary=summary, judge=judge)
    return judge


def load_checks() -> dict[str, Check]:
    """Import every module of `checks/` and return what they registered, by name."""
    _import_all()
    return dict(sorted(_checks.items()))


@cache
def _import_all() -> None:
    """Import every check, once: a watch asks for them thousands of times."""
    package = import_module("rootout.detect.checks")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
