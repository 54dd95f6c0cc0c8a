"""Four witnesses, one verdict: what a file is, how sure that is, and why."""

from rootout.model.finding import Confidence, Severity, rank
from rootout.model.value import value
from rootout.webshell.first_look import Language, language_of, may_harm, plain
from rootout.webshell.marks import SAID, marks
from rootout.webshell.others import signs
from rootout.webshell.place import Place
from rootout.webshell.shape import Shape, shape_of

TINY = 1500  # bytes: an application's page is longer
MOST_PHP = 1024 * 1024  # bytes of a tree


@value
class Reason:
    """What one witness says of a file."""

    witness: str  # rules, tree, shape or place
    severity: Severity
    line: int
    why: str


@value
class Verdict:
    """What a file is; `severity` is informational where nothing speaks against it."""

    severity: Severity
    confidence: Confidence
    reasons: tuple[Reason, ...]

    @property
    def witnesses(self) -> tuple[str, ...]:
        """Return which witnesses spoke, each once."""
        return tuple(dict.fromkeys(one.witness for one in self.reasons))

    @property
    def why(self) -> str:
        """Return the reasons in one sentence, the worst first."""
        return "; ".join(dict.fromkeys(one.why for one in self.reasons))

    @property
    def line(self) -> int:
        """Return the line that the worst reason speaks of."""
        return self.reasons[0].line if self.reasons else 0


CLEAN = Verdict(severity="informational", confidence="low", reasons=())


def judge(name: str, data: bytes, place: Place) -> Verdict:
    """Return the verdict on a file called `name` that lies at `place`."""
    data = plain(data)
    language = language_of(name, data)
    if not language:
        return CLEAN
    reasons = list(_by_rules(data))
    if language == "php":
        reasons += _of_php(data, place)
    else:
        reasons += (
            Reason(witness="rules", severity=one.severity, line=one.line, why=one.why)
            for one in signs(language, data)
        )
    return _weighed(reasons, place, language)


def _by_rules(data: bytes) -> tuple[Reason, ...]:
    weights: dict[str, Severity] = {"known_shell": "high", "toolbox": "medium"}
    return tuple(
        Reason(witness="rules", severity=weights[one], line=1, why=SAID[one]) for one in marks(data)
    )


def _of_php(data: bytes, place: Place) -> list[Reason]:
    if not may_harm(data):
        return []
    from rootout.webshell.php.follow import follow  # the tree costs: only where it is needed

    found = follow(data[:MOST_PHP])
    reasons = [
        Reason(
            witness="tree",
            severity=_raised(one.severity, one.sink, data, place),
            line=one.line,
            why=one.why,
        )
        for one in found.flows
    ]
    shape = shape_of(data)
    reasons += _of_shape(shape, is_run=bool(found.codes), hidden=tuple(found.hidden))
    return reasons


def _raised(severity: Severity, sink: str, data: bytes, place: Place) -> Severity:
    """A page of a few lines that does nothing else is what its one line does."""
    if len(data) > TINY or place.is_of_application:
        return severity
    if sink in ("include", "move_uploaded_file", "copy", "file_put_contents", "fwrite", "fputs"):
        return "high" if severity == "medium" else "medium"
    return severity


def _of_shape(shape: Shape, *, is_run: bool, hidden: tuple[str, ...]) -> list[Reason]:
    said = list(shape.reasons)
    if hidden:
        said.append(f"the name {hidden[0]} is put together out of sight")
    if not said:
        return []
    severity: Severity = "low"
    if is_run or hidden:  # something is run that nobody was meant to read
        severity = "high" if len(said) > 1 else "medium"
    return [Reason(witness="shape", severity=severity, line=1, why=", ".join(said))]


def _weighed(reasons: list[Reason], place: Place, language: Language) -> Verdict:
    if not reasons:
        return CLEAN
    if place.why:
        reasons.append(Reason(witness="place", severity="low", line=0, why=place.why))
    reasons.sort(key=lambda one: -rank(one.severity))
    severity = reasons[0].severity
    speaking = {one.witness for one in reasons if rank(one.severity) >= rank("low")}
    if severity == "medium" and len(speaking) >= 3:
        severity = "high"
    confidence: Confidence = "high" if rank(severity) >= rank("high") else "medium"
    if severity == "high" and len(speaking) == 1:
        confidence = "medium"
    if rank(severity) < rank("medium"):
        confidence = "low"
    return Verdict(severity=severity, confidence=confidence, reasons=tuple(reasons))
