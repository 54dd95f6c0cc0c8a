"""The functions that do harm with what they are given."""

import re
from dataclasses import replace

from rootout.webshell.php import arrays, flow, names
from rootout.webshell.php.analysis import Analysis
from rootout.webshell.php.values import Value, either, worst

SPREADS = frozenset(("extract", "parse_str", "mb_parse_str"))  # into variables
DEEPEST_CODE = 8  # texts that are run within texts that are run
RUNS_RESULT = re.compile(r"^\s*(\W)(?s:.*)(?:\1|[)}\]>])[imsxuADSUXJ]*e[imsxuADSUXJe]*\s*$")
# Methods that PHP calls when a script ends, or at other times of its own.


def judge(run: Analysis, name: str, given: list[Value], line: int) -> None:
    """Keep what a call of the function `name` does with what it is given."""
    _runs(run, name, given, line)
    _writes(run, name, given, line)
    _changes_scope(run, name, given)


def _runs(run: Analysis, name: str, given: list[Value], line: int) -> None:
    if not given:
        return
    if name in names.RUNS_CODE:
        _run_code(run, name, given[-1] if name == "create_function" else given[0], line)
    elif name in names.RUNS_COMMAND:
        run.add(flow.command(name, given[0], line))
    elif name in ("preg_replace", "mb_ereg_replace", "preg_filter") and len(given) > 1:
        pattern = given[0]
        options = given[3].text or "" if name == "mb_ereg_replace" and given[3:] else ""
        runs = RUNS_RESULT.match(pattern.text or "") or "e" in options
        if runs or (pattern.taint == "request" and not pattern.head):
            _run_code(run, f"{name} with /e", given[1], line)
            if given[2:] and runs:
                run.add(flow.code(f"{name} with /e", replace(given[2]), line))


def _run_code(run: Analysis, sink: str, given: Value, line: int) -> None:
    run.add(flow.code(sink, given, line))
    if given.text is None or given.taint or not given.text:
        if given.text is None and not given.taint:
            run.codes.append(given)
        return
    if run.depth < DEEPEST_CODE and (given.is_made or run.depth):
        _descend(run, given.text, sink, line)


def _descend(run: Analysis, text: str, sink: str, line: int) -> None:
    """Follow a text that is run as PHP as if it stood here."""
    source = text.encode("latin-1", "replace")
    if not source.lstrip()[:5].lower().startswith((b"<?php", b"?>")):
        source = b"<?php " + source
    inner = run.follow(run, source)
    run.hidden.extend(inner.hidden)
    for one in inner.flows:
        why = f"{sink} runs decoded text, in which {one.why}"
        run.add(replace(one, line=line, why=why[:300]))


def called_back(name: str, given: list[Value]) -> Value | None:
    """Return what a function is told to call; None where it calls nothing that matters."""
    position = names.CALLS_BACK.get(name)
    if position is None or len(given) <= max(position, 0):
        return None
    called = given[position]
    matters = called.text is not None or called.taint or called.code is not None or called.items
    return called if matters else None


def passed_on(name: str, given: list[Value]) -> list[Value]:
    """Return what the function that is called may be given: the arguments, or items of them."""
    position = names.CALLS_BACK[name] % len(given)
    others = [one for number, one in enumerate(given) if number != position]
    return [either(one, arrays.member_of(one)) for one in others]


def _writes(run: Analysis, name: str, given: list[Value], line: int) -> None:
    if name in names.WRITES and len(given) > 1:
        path, content = (given[number] for number in names.WRITES[name])
        run.add(flow.written(name, path, content, line))
    elif name in names.WRITES_TO_HANDLE and len(given) > 1 and given[0].taint == "file":
        path = Value(text=given[0].head or None, taint="request" if given[0].kind else "")
        run.add(flow.written(name, path, given[1], line))


def _changes_scope(run: Analysis, name: str, given: list[Value]) -> None:
    takes_all = name in SPREADS and len(given) == 1 and worst(given) == "request"
    if takes_all or name == "import_request_variables":
        run.all_tainted = True
