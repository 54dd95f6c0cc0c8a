"""Reading variables, the request's own among them, items and properties."""

from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import names
from rootout.webshell.php.analysis import EXPRESSIONS, Analysis, Scope, expression
from rootout.webshell.php.syntax import named, text_of
from rootout.webshell.php.values import UNKNOWN, Value, worst


@expression("variable_name")
def variable(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$a`."""
    return run.named(text_of(node).lstrip("$"), scope)


@expression("dynamic_variable_name")
def variable_variable(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$$a` and `${...}`."""
    name = run.value(named(node)[0], scope) if named(node) else UNKNOWN
    if name.text is not None:
        if name.text in names.REQUEST:
            run.hidden.append(f"${name.text}")
        return run.named(name.text, scope)
    return replace(UNKNOWN, taint=name.taint)


@expression("subscript_expression")
def subscript(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$a[b]`."""
    words = named(node)
    if not words:
        return UNKNOWN
    if words[0].type == "variable_name":
        special = server_value(run, text_of(words[0]), words[1:], scope)
        if special is not None:
            return special
    base = run.value(words[0], scope)
    key = index_of(run, words[1], scope) if words[1:] else UNKNOWN
    if base.items is not None and key.text is not None:
        return base.items.get(key.text, replace(UNKNOWN, taint=base.taint))
    if base.text is not None and key.text is not None and not base.taint:
        try:
            return Value(text=base.text[int(key.text)], is_made=True)
        except (ValueError, IndexError):
            return UNKNOWN
    return replace(UNKNOWN, taint=worst((base,)), kind=base.kind)


def index_of(run: Analysis, node: Node, scope: Scope) -> Value:
    """Return an index; a bare word within a text is one."""
    return Value(text=text_of(node)) if node.type == "name" else run.value(node, scope)


def server_value(run: Analysis, name: str, key: list[Node], scope: Scope) -> Value | None:
    """Read what PHP itself fills; None where it is an ordinary variable."""
    if name not in ("$_SERVER", "$GLOBALS", "$_FILES", "$_ENV"):
        return None
    index = index_of(run, key[0], scope) if key else UNKNOWN
    if name == "$GLOBALS":
        if index.text is None:
            return replace(UNKNOWN, taint=index.taint)
        return run.named(index.text, run.globals)
    if name == "$_FILES":
        return Value(taint="request", kind="upload")
    is_clients = index.text is None or index.text.startswith(names.CLIENT_KEYS)
    return Value(taint="request") if is_clients and name == "$_SERVER" else UNKNOWN


@expression(
    "member_access_expression",
    "nullsafe_member_access_expression",
    "scoped_property_access_expression",
)
def member(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$a->b` and `A::$b`."""
    words = named(node)
    name = text_of(words[-1]).lstrip("$")
    base = run.value(words[0], scope) if words[0].type in EXPRESSIONS else UNKNOWN
    known = run.properties.get(name, UNKNOWN)
    return replace(UNKNOWN, taint="mixed") if base.taint and not known.taint else known


@expression("class_constant_access_expression")
def class_constant(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `A::B`."""
    words = named(node)
    name = text_of(words[-1])
    for one in run.classes.values():
        if name in one.constants:
            return run.value(one.constants[name], {})
    return UNKNOWN
