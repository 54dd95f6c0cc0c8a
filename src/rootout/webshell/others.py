"""Web shells that are not PHP: what a request says is handed to what runs it, in one breath."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from rootout.model.finding import Severity
from rootout.model.value import value
from rootout.webshell.first_look import Language

if TYPE_CHECKING:
    import yara_x


@value
class Sign:
    """One reason to call a file a web shell."""

    severity: Severity
    line: int
    why: str


@cache
def _rules() -> "yara_x.Rules | None":
    """Return the compiled rules; None where the library is not at hand."""
    try:
        import yara_x
    except ImportError:
        return None
    text = resources.files("rootout").joinpath("rules/yara/other_languages.yar").read_text()
    return yara_x.compile(text)


def signs(language: Language, data: bytes) -> Iterator[Sign]:
    """Yield what in `data` hands a request to something that runs it."""
    rules = _rules()
    if rules is None:
        return
    for rule in rules.scan(data).matching_rules:
        said = {key: str(text) for key, text in rule.metadata}
        if said["language"] == language:
            places = [match.offset for pattern in rule.patterns for match in pattern.matches]
            line = data.count(b"\n", 0, min(places, default=0)) + 1
            yield Sign(severity=cast(Severity, said["severity"]), line=line, why=said["why"])
