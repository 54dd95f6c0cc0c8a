"""Sigma rules: parse one, refuse what is not understood, and judge records by it.

The format is https://sigmahq.io/sigma-specification. Only the subset that this module names is
evaluated; a rule that uses more is refused with its line, because a rule that is skipped in
silence looks like a clean server.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ParamSpec, TypeVar, cast, get_args

from rootout.detect.conditions import Condition
from rootout.detect.conditions import parse as parse_condition
from rootout.detect.mapping import Row, Source, source_of
from rootout.detect.modifiers import compile_test
from rootout.detect.rule_text import Document, Place, RefusedError, read
from rootout.detect.words import shorten
from rootout.errors import RootoutError
from rootout.model.configuration import Launcher
from rootout.model.finding import Confidence, Finding, Severity
from rootout.model.value import value

P = ParamSpec("P")
T = TypeVar("T")
Matcher = Callable[[Row], bool]

TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)")
PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
FOREIGN = ("action", "correlation", "filter", "global")  # other kinds of Sigma documents
HINT = "Correct the rule, or take it out of the folder: a rule is never skipped in silence."
ADVICE = "Look at what is named here, and ask whoever runs this server whether they know it."


@value
class Rule:
    """One suspicion about single records of one kind."""

    name: str
    title: str
    severity: Severity
    confidence: Confidence
    techniques: tuple[str, ...]
    source: Source
    selections: Mapping[str, Matcher]
    condition: Condition
    why: str
    advice: str

    def matches(self, row: Row) -> bool:
        """Say whether the rule accuses this row."""
        return self.condition({name: match(row) for name, match in self.selections.items()})

    def finding(self, row: Row) -> Finding:
        """Return the accusation, with the row's own values in its reason."""
        return Finding(
            rule=self.name,
            title=self.title,
            severity=self.severity,
            confidence=self.confidence,
            techniques=self._techniques(row),
            records=(row.record.id,),
            entities=row.record.entities(),
            why=self.fill(self.why, row),
            advice=self.advice,
        )

    def _techniques(self, row: Row) -> tuple[str, ...]:
        """Return what the rule says, made exact by the kind of launcher that it looks at."""
        if isinstance(row.record, Launcher):
            return tuple(dict.fromkeys((row.record.technique, *self.techniques)))
        return self.techniques

    def fill(self, template: str, row: Row) -> str:
        """Put values in the place of `{field}`. Never str.format: values are hostile."""
        fields = self.source.fields
        return PLACEHOLDER.sub(lambda found: shorten(fields[found[1]](row)), template)


def parse_rule(data: bytes, path: str) -> Rule:
    """Return the rule in a file's bytes. Raises RootoutError naming file and line."""
    try:
        document = read(data)
        try:
            return _rule(document, path.rpartition("/")[2].rpartition(".")[0])
        except RefusedError as refusal:
            refusal.line = document.line(refusal.place)
            raise
    except RefusedError as refusal:
        raise RootoutError(f"{path}, line {refusal.line}: {refusal}", HINT) from refusal


def _rule(document: Document, name: str) -> Rule:
    for key in FOREIGN:
        if key in document.content:
            raise RefusedError(f"documents with '{key}' are not supported", (key,))
    title = document.text("title")
    source = _within(("logsource",), source_of, document.mapping("logsource"))
    selections, condition = _detection(document, source)
    why, advice, confidence = _own_words(document, source)
    return Rule(
        name=name,
        title=title,
        severity=cast(Severity, _choice(document.content.get("level"), Severity, ("level",))),
        confidence=confidence,
        techniques=tuple(_techniques(document)),
        source=source,
        selections=selections,
        condition=condition,
        why=why or title,
        advice=advice or ADVICE,
    )


def _detection(document: Document, source: Source) -> tuple[dict[str, Matcher], Condition]:
    body = dict(document.mapping("detection"))
    place: Place = ("detection",)
    text = body.pop("condition", None)
    if not isinstance(text, str):
        raise RefusedError("the condition must be one line of text", (*place, "condition"))
    if "timeframe" in body:
        raise RefusedError("a timeframe is not supported", (*place, "timeframe"))
    selections = {
        name: _selection(content, source, (*place, name)) for name, content in body.items()
    }
    condition = _within((*place, "condition"), parse_condition, text, selections.keys())
    return selections, condition


def _selection(content: object, source: Source, place: Place) -> Matcher:
    """Return the test of one selection: a mapping is `and`, a list is `or`, text is a keyword."""
    if isinstance(content, dict):
        tests = [
            _field(key, wanted, source, (*place, key)) for key, wanted in content.items()
        ] or _empty(place)
        return lambda row: all(test(row) for test in tests)
    if isinstance(content, list):
        parts = [
            _selection(part, source, (*place, number)) for number, part in enumerate(content)
        ] or _empty(place)
        return lambda row: any(part(row) for part in parts)
    return _keywords((), content, source, place)


def _empty(place: Place) -> list[Matcher]:
    raise RefusedError("an empty selection matches nothing", place)


def _field(key: str, wanted: object, source: Source, place: Place) -> Matcher:
    name, *modifiers = key.split("|")
    if not name:
        return _keywords(tuple(modifiers), wanted, source, place)
    getter = source.fields.get(name)
    if getter is None:
        raise RefusedError(f"there is no field '{name}' in this log source", place)
    test = _within(place, compile_test, modifiers, wanted)
    return lambda row: test(getter(row))


def _keywords(modifiers: tuple[str, ...], wanted: object, source: Source, place: Place) -> Matcher:
    if wanted is None:
        raise RefusedError("a keyword must be text", place)
    test = _within(place, compile_test, ("contains", *modifiers), wanted)
    return lambda row: test(source.texts(row))


def _own_words(document: Document, source: Source) -> tuple[str, str, Confidence]:
    """Read our own key, which Sigma allows: `rootout: {why, advice, confidence}`."""
    if "rootout" not in document.content:
        return "", "", "medium"
    own = document.mapping("rootout")
    for key in own:
        if key not in ("why", "advice", "confidence"):
            raise RefusedError(f"'{key}' is not known here", ("rootout", key))
    why, advice = str(own.get("why", "")), str(own.get("advice", ""))
    for name in PLACEHOLDER.findall(why):
        if name not in source.fields:
            raise RefusedError(f"there is no field '{name}' to put into why", ("rootout", "why"))
    place: Place = ("rootout", "confidence")
    return why, advice, cast(Confidence, _choice(own.get("confidence"), Confidence, place))


def _choice(content: object, kind: object, place: Place) -> str:
    choices = get_args(kind)
    if content not in choices:
        raise RefusedError(f"'{place[-1]}' must be one of {', '.join(choices)}", place)
    return str(content)


def _techniques(document: Document) -> Iterator[str]:
    tags = document.content.get("tags") or ()
    if not isinstance(tags, list | tuple):
        raise RefusedError("'tags' must be a list", ("tags",))
    for tag in tags:
        found = TECHNIQUE.fullmatch(str(tag).lower())
        if found:
            yield found[1].upper()


def _within(place: Place, function: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
    try:
        return function(*arguments, **more)
    except ValueError as error:
        raise RefusedError(str(error), place) from error
