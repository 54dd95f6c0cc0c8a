"""What a PHP file does with what it is given: each way from a source to a sink."""

from rootout.model.finding import Severity
from rootout.model.value import value
from rootout.webshell.php.values import Taint, Value

SAID: dict[Taint, str] = {
    "request": "the request",
    "remote": "another machine",
    "mixed": "something that the request has a part in",
    "database": "a database",
    "file": "a file",
    "": "text that is decoded first",
}
CODE: dict[Taint, Severity] = {
    "request": "critical",
    "remote": "high",
    "mixed": "medium",
    "database": "medium",
    "file": "low",
    "": "low",
}
COMMAND: dict[Taint, Severity] = {
    "request": "critical",
    "remote": "high",
    "mixed": "low",
    "database": "low",
    "file": "low",
    "": "informational",
}

CALLED: dict[Taint, Severity] = {
    "request": "critical",
    "remote": "high",
    "mixed": "low",
    "database": "low",
    "file": "low",
    "": "informational",
}
BEGINNINGS = frozenset(
    ("", "return", "<?php", "<?php ", "<?")
)  # of a text that is wholly somebody else's


@value
class Flow:
    """One way from a source to a sink."""

    severity: Severity
    sink: str  # eval, system, include, ...
    taint: Taint
    line: int
    why: str


def code(sink: str, given: Value, line: int) -> Flow | None:
    """Return the flow of a value into what runs PHP."""
    if given.taint == "":
        return None
    why = f"{sink} runs PHP that comes from {SAID[given.taint]}"
    severity = CODE[given.taint]
    if given.head.strip(" ;@?>") not in BEGINNINGS and severity in ("critical", "high"):
        severity = "medium"  # only a part of what is run
    return Flow(severity=severity, sink=sink, taint=given.taint, line=line, why=why)


def command(sink: str, given: Value, line: int) -> Flow | None:
    """Return the flow of a value into what runs a command; only an argument of one is less."""
    if given.taint == "":
        return None
    severity = COMMAND[given.taint]
    if given.head.strip():
        severity = "medium" if severity in ("critical", "high") else "low"
    why = f"{sink} runs a command that comes from {SAID[given.taint]}"
    return Flow(severity=severity, sink=sink, taint=given.taint, line=line, why=why)


def called(sink: str, name: Value, line: int) -> Flow | None:
    """Return the flow of a value into the name of the function that is called."""
    if name.taint == "" or name.head:
        return None
    severity = CALLED[name.taint]
    if sink in ("new", "a method call") and severity == "critical":
        severity = "low"  # the names of classes and methods are the application's own
    why = f"{sink} calls a function whose name comes from {SAID[name.taint]}"
    return Flow(severity=severity, sink=sink, taint=name.taint, line=line, why=why)


def included(given: Value, line: int) -> Flow | None:
    """Return the flow of a value into the path of an include."""
    if given.taint not in ("request", "remote") or given.head:
        return None
    why = f"includes a file that is named by {SAID[given.taint]}"
    return Flow(severity="low", sink="include", taint=given.taint, line=line, why=why)


def written(sink: str, path: Value, content: Value, line: int) -> Flow | None:
    """Return the flow of a request into a file that it names itself, or that is run as PHP."""
    is_sent = content.taint in ("request", "remote") or content.kind == "upload"
    is_program = (path.text or "").lower().endswith((".php", ".phtml", ".php5", ".phar", ".jsp"))
    is_free = path.taint == "request" and not path.head  # uploads go into a folder of their own
    if is_sent and (is_free or is_program):
        severity: Severity = "high" if is_program else "medium"
        if content.kind == "upload" and not is_program:
            severity = "low"
        why = f"{sink} writes what the request holds to a file that it names"
        return Flow(severity=severity, sink=sink, taint="request", line=line, why=why)
    return None
