"""Find every artifact: each module in `artifacts/` contributes the function it marks."""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from rootout.model.record import Record
from rootout.model.value import value

F = TypeVar("F", bound=Callable[..., Iterator[Any]])

# files: bytes -> records, one EvidenceFile at a time.    parse(file)
# live: the state of a running machine.                   collect(host)
# tree: the file system, live or not.                     collect(host)
# follow_up: what earlier records point at.               collect(host, evidence)
Form = Literal["files", "live", "tree", "follow_up"]


@value
class Artifact:
    """A named way to turn a part of a host into records."""

    name: str
    summary: str
    form: Form
    files: tuple[str, ...]
    attack: tuple[str, ...]
    record: type[Record]
    function: Callable[..., Iterator[Record]]


_artifacts: dict[str, Artifact] = {}


def artifact(
    *,
    files: tuple[str, ...] = (),
    form: Form = "files",
    attack: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Register the decorated function as the artifact named like its module.

    `files` are glob patterns of absolute paths; `~` stands for every account's home directory.
    The function is annotated `-> Iterator[ItsRecord]`, or `Iterator[ItsRecord | Gap]`.
    """

    def register(function: F) -> F:
        name = function.__module__.rpartition(".")[2]
        summary, _, _ = (function.__doc__ or "").strip().partition("\n")
        _artifacts[name] = Artifact(
            name=name,
            summary=summary,
            form=form,
            files=files,
            attack=attack,
            record=_record_type(function),
            function=function,
        )
        return function

    return register


def load_artifacts() -> dict[str, Artifact]:
    """Import every module of `artifacts/` and return what they registered, by name."""
    package = import_module("rootout.collect.artifacts")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return dict(sorted(_artifacts.items()))


def _record_type(function: Callable[..., Iterator[Any]]) -> type[Record]:
    (yielded,) = get_args(get_type_hints(function)["return"])
    for kind in (yielded, *get_args(yielded)):
        if isinstance(kind, type) and issubclass(kind, Record):
            return kind
    raise TypeError(f"{function.__module__}: annotate what is yielded as Iterator[ARecord]")
