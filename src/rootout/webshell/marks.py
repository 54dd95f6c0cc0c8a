"""The first witness: YARA-X rules of our own, for what is known by name or by what it gathers."""

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yara_x

SAID = {
    "known_shell": "carries the name or protocol of a known web shell",
    "toolbox": "gathers what only somebody who broke in wants from one page",
}


@cache
def _rules() -> "yara_x.Rules | None":
    """Return the compiled rules; None where the library is not at hand."""
    try:
        import yara_x
    except ImportError:
        return None
    text = resources.files("rootout").joinpath("rules/yara/webshells.yar").read_text()
    return yara_x.compile(text)


def marks(data: bytes) -> tuple[str, ...]:
    """Return the names of the rules that `data` meets."""
    rules = _rules()
    if rules is None:
        return ()
    return tuple(sorted(one.identifier for one in rules.scan(data).matching_rules))
