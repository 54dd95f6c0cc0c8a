"""Texts, numbers, and what operators make of them."""

import re
from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import flow, operators
from rootout.webshell.php.analysis import Analysis, Scope, expression
from rootout.webshell.php.syntax import first, line_of, named, text_of, unescape
from rootout.webshell.php.values import UNKNOWN, Value, constant, either


@expression("string")
def string(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a text in single quotes."""
    text = text_of(node)[1:-1]
    return Value(text=re.sub(r"\\([\\'])", r"\1", text))


@expression("encapsed_string")
def template(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a text in double quotes, a heredoc, or a command in backticks."""
    parts = [part(run, one, scope) for one in node.named_children]
    return operators.joined(
        parts, is_made=any(one.type == "escape_sequence" for one in node.children)
    )


def part(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read one part of a text in double quotes."""
    if node.type == "escape_sequence":
        return Value(text=unescape(text_of(node)))
    if node.type in ("string_content", "string_value", "nowdoc_string"):
        return Value(text=text_of(node))
    return run.value(node, scope)


@expression("heredoc", "nowdoc")
def heredoc(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a heredoc or nowdoc."""
    body = first(node, "heredoc_body", "nowdoc_body")
    return template(run, body, scope) if body is not None else Value(text="")


@expression("shell_command_expression")
def backticks(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a command in backticks."""
    run.add(flow.command("backticks", template(run, node, scope), line_of(node)))
    return UNKNOWN


@expression("float", "integer")
def number(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a number."""
    text = text_of(node).replace("_", "")
    try:
        if re.match(r"^0[0-7]+$", text):
            return Value(text=str(int(text, 8)))
        return Value(text=str(int(text, 0)))
    except ValueError:
        return Value(text=text)


@expression("boolean")
def boolean(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read true or false."""
    return Value(text="1" if text_of(node).lower() == "true" else "")


@expression("name", "qualified_name")
def name(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a constant; one that nobody defined is its own name, before PHP 8."""
    text = text_of(node)
    if text in run.constants:
        return run.constants[text]
    return Value(text=text) if re.fullmatch(r"\w{1,60}", text) and text[:2] != "__" else UNKNOWN


@expression("binary_expression")
def binary(run: Analysis, node: Node, scope: Scope) -> Value:
    """Go down the left side without recursion: a text may be joined from thousands."""
    chain = [node]
    while chain[-1].child_by_field_name("left") is not None:
        left = chain[-1].child_by_field_name("left")
        if left is None or left.type != "binary_expression":
            break
        chain.append(left)
    last = chain[-1].child_by_field_name("left")
    found = run.value(last, scope) if last is not None else UNKNOWN
    for one in reversed(chain):
        right = one.child_by_field_name("right")
        operator = text_of(one.child_by_field_name("operator"))
        other = run.value(right, scope) if right is not None else UNKNOWN
        found = operators.operated(operator, found, other)
    return found


@expression("cast_expression")
def cast(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `(int) $a` and its like: numbers can do no harm."""
    words = named(node)
    given = run.value(words[-1], scope) if words else UNKNOWN
    kind = text_of(first(node, "cast_type")).lower()
    if kind in ("int", "integer", "bool", "boolean", "float", "double"):
        digits = re.match(r"\s*(-?\d+)", given.text or "")
        return constant(digits[1]) if digits and not given.taint else UNKNOWN
    return given


@expression("unary_op_expression")
def unary(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `!a`, `-a`, `~a`."""
    words = named(node)
    given = run.value(words[-1], scope) if words else UNKNOWN
    operator = text_of(node)[:1]
    if given.text is not None and not given.taint:
        if operator == "~":
            return Value(text="".join(chr(~ord(one) & 255) for one in given.text), is_made=True)
        if operator == "-":
            return Value(text=f"-{given.text}")
        if operator == "!":
            return Value(text="1" if given.text in ("", "0") else "")
    return UNKNOWN if operator in "!-+" else replace(UNKNOWN, taint=given.taint)


@expression("conditional_expression")
def conditional_expression(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `a ? b : c`: either may be."""
    words = [run.value(one, scope) for one in named(node)]
    return either(words[-2], words[-1]) if len(words) > 1 else UNKNOWN


@expression("anonymous_function", "anonymous_function_creation_expression", "arrow_function")
def closure(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read a function without a name."""
    return Value(code=node, items=dict(scope))
