"""Calls: of functions, methods, closures, and of what only a value names."""

from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import arrays, dangers, flow, names
from rootout.webshell.php.analysis import EXPRESSIONS, Analysis, Scope, expression
from rootout.webshell.php.folding import PURE, fold
from rootout.webshell.php.syntax import Class, first, line_of, named, text_of
from rootout.webshell.php.values import UNKNOWN, Value, constant, either, weaker, worst

DEEPEST_CALL = 5
QUOTES = frozenset(("escapeshellarg", "escapeshellcmd"))


@expression("function_call_expression")
def call(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a call of a function."""
    target = node.child_by_field_name("function")
    if target is None:
        return UNKNOWN
    given = arguments(run, node, scope)
    if target.type in ("name", "qualified_name", "relative_name"):
        name = text_of(target).rpartition("\\")[2].lower()
        return function(run, name, given, node, scope)
    called = run.value(target, scope)
    return dynamic(run, called, given, node, scope, "a call")


def dynamic(
    run: Analysis, called: Value, given: list[Value], node: Node, scope: Scope, sink: str
) -> Value:
    """Call what a value names: the place where shells hide what they do."""
    if called.code is not None:
        return invoke(run, "", called.code, given, dict(called.items or {}))
    if called.items and len(called.items) == 2:  # a method, as an array of object and name
        called = list(called.items.values())[-1]
    if called.text is not None:
        name = called.text.rpartition("\\")[2].lower()
        if name in names.RUNS_CODE | names.RUNS_COMMAND | {"file_put_contents", "preg_replace"}:
            run.hidden.append(name)
        return function(run, name, given, node, scope)
    run.add(flow.called(sink, called, line_of(node)))
    return replace(UNKNOWN, taint=worst(given))


def arguments(run: Analysis, node: Node, scope: Scope) -> list[Value]:
    """Return what a call hands over."""
    holder = node.child_by_field_name("arguments") or first(node, "arguments")
    if holder is None:
        return []
    found = []
    for one in holder.named_children:
        words = named(one) if one.type in ("argument", "variadic_unpacking") else [one]
        words = [word for word in words if word.type != "reference_modifier"]
        if words and one.type != "comment":
            found.append(run.value(words[-1], scope))
    return found


def function(run: Analysis, name: str, given: list[Value], node: Node, scope: Scope) -> Value:
    """Return what the function `name` gives back, and judge what it does."""
    if name in run.functions:
        return invoke(run, name, run.functions[name], given)
    dangers.judge(run, name, given, line_of(node))
    called = dangers.called_back(name, given)
    if called is not None:
        dynamic(run, called, dangers.passed_on(name, given), node, scope, name)
    if name in names.READS_REQUEST:
        return Value(taint="request")
    if name in names.READS_REMOTE:
        return Value(taint="remote")
    if name in names.READS_DATABASE:
        return Value(taint="database")
    if name in names.READS_FILE:
        return _read(given)
    if name == "define" and len(given) > 1 and given[0].text is not None:
        run.constants[given[0].text] = given[1]
        return UNKNOWN
    if name == "getenv" and given and (given[0].text or "HTTP_").startswith(names.CLIENT_KEYS):
        return Value(taint="request")
    return pure(run, name, given)


def pure(run: Analysis, name: str, given: list[Value]) -> Value:
    """Return what a function without effects gives back."""
    if name in arrays.STRUCTURES:
        return arrays.STRUCTURES[name](given)
    texts = [one.text for one in given if one.text is not None]
    if name in PURE and len(texts) == len(given) and not worst(given):
        made = fold(name, texts)
        if made is not None:
            return constant(made, is_made=True)
    if name == "str_replace" and len(given) == 3:
        return arrays.replaced(given)
    if name in names.CLEANS or name in QUOTES:
        return UNKNOWN
    taint = worst(given)
    carries = name in names.CARRIES or name in PURE
    return replace(UNKNOWN, taint=taint if carries else weaker(taint))


def invoke(
    run: Analysis, name: str, function: Node, given: list[Value], outer: Scope | None = None
) -> Value:
    """Go through the body of a function with what it was given."""
    run.seen.add(name)
    key = name or str(function.start_byte)
    if len(run.calls) >= DEEPEST_CALL or key in run.calls:
        return replace(UNKNOWN, taint=worst(given))
    scope = dict(outer or {})
    parameters = function.child_by_field_name("parameters")
    for number, one in enumerate(parameters.named_children if parameters else ()):
        bind(run, one, given[number] if number < len(given) else None, given[number:], scope)
    kept, run.returns = run.returns, []
    run.calls.append(key)
    try:
        body = function.child_by_field_name("body")
        if body is not None and function.type == "arrow_function":
            run.returns.append(run.value(body, scope))
        elif body is not None:
            run.block(body, scope)
        made = UNKNOWN
        for given_back in run.returns:
            made = either(given_back, made) if made is not UNKNOWN else given_back
        return made
    finally:
        run.calls.pop()
        run.returns = kept


def bind(run: Analysis, node: Node, given: Value | None, rest: list[Value], scope: Scope) -> None:
    """Give a parameter its value."""
    name = text_of(node.child_by_field_name("name") or first(node, "variable_name")).lstrip("$")
    default = node.child_by_field_name("default_value")
    if node.type == "variadic_parameter":
        scope[name] = Value(items={str(number): one for number, one in enumerate(rest)})
    elif given is not None:
        scope[name] = given
    else:
        scope[name] = run.value(default, scope) if default is not None else UNKNOWN


@expression("member_call_expression", "nullsafe_member_call_expression", "scoped_call_expression")
def method_call(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a call of a method, on an object or a class."""
    given = arguments(run, node, scope)
    target = node.child_by_field_name("object") or node.child_by_field_name("scope")
    name_node = node.child_by_field_name("name")
    base = (
        run.value(target, scope) if target is not None and target.type in EXPRESSIONS else UNKNOWN
    )
    if name_node is None:
        return UNKNOWN
    if name_node.type == "name":
        name = text_of(name_node).lower()
    else:
        called = run.value(name_node, scope)
        run.add(flow.called("a method call", called, line_of(node)))
        name = (called.text or "").lower()
    if base.kind.startswith("reflection") and name in ("invoke", "invokeargs"):
        return dynamic(run, replace(base, kind=""), given, node, scope, "a reflection")
    if base.kind in ("com", "wscript.shell") and name in ("exec", "run", "shellexecute") and given:
        run.add(flow.command(name, given[0], line_of(node)))
    found = [one for one in run.classes.values() if name in one.methods]
    own = [one for one in found if one.name == base.kind]
    made = [method(run, one, name, one.methods[name], given) for one in (own or found[:3])]
    if made:
        return made[0] if len(made) == 1 else replace(UNKNOWN, taint=worst(made))
    return replace(UNKNOWN, taint=weaker(worst((base, *given))))


def method(run: Analysis, one: Class, name: str, method: Node, given: list[Value]) -> Value:
    """Go through a method."""
    run.seen.add(f"{one.name}::{name}")
    return invoke(run, f"{one.name}::{name}", method, given)


def fill(run: Analysis, one: Class) -> None:
    """Give the properties of a class what they begin with."""
    for name, initial in one.properties.items():
        if name not in run.properties:
            run.properties[name] = run.value(initial, {}) if initial else UNKNOWN


@expression("object_creation_expression")
def new(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read the making of an object."""
    words = named(node)
    given = arguments(run, node, scope)
    if not words:
        return UNKNOWN
    if words[0].type in ("name", "qualified_name", "anonymous_class"):
        name = text_of(words[0]).rpartition("\\")[2].lower()
        if words[0].type == "anonymous_class":
            name = f"class@{words[0].start_byte}"
    else:
        called = run.value(words[0], scope)
        run.add(flow.called("new", called, line_of(node)))
        name = (called.text or "").lower()
    if name in ("reflectionfunction", "reflectionmethod") and given:
        return replace(given[-1], kind="reflection")
    made = run.classes.get(name)
    if made is not None:
        fill(run, made)
        if "__construct" in made.methods:
            method(run, made, "__construct", made.methods["__construct"], given)
    kind = (given[0].text or "").lower() if name == "com" and given else name
    return Value(kind=kind, taint="" if made else weaker(worst(given)))


@expression(
    "include_expression", "include_once_expression", "require_expression", "require_once_expression"
)
def include(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read an include or require."""
    given = run.value(named(node)[0], scope) if named(node) else UNKNOWN
    if given.text is not None and given.text.lower().startswith(names.STREAMS_OF_REQUEST):
        given = Value(taint="request")
    run.add(flow.included(given, line_of(node)))
    return UNKNOWN


def _read(given: list[Value]) -> Value:
    """Return what comes out of a file, or of an address that looks like one."""
    path = given[0] if given else UNKNOWN
    text = (path.text or path.head).lower()
    if text.startswith(names.STREAMS_OF_REQUEST):
        return Value(taint="request")
    if path.kind == "upload":
        return Value(taint="request", kind="upload")
    if text.startswith(names.REMOTE):
        return Value(taint="remote")
    if path.taint in ("request", "remote"):
        return Value(taint="file" if path.head else path.taint, kind="named", head=path.head)
    return Value(taint="request" if path.taint == "request" else "file", head=path.text or "")
