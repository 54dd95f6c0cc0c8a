"""Assignments, to whatever can hold a value."""

from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import operators, variables
from rootout.webshell.php.analysis import Analysis, Scope, expression
from rootout.webshell.php.syntax import named, text_of
from rootout.webshell.php.values import UNKNOWN, Value, either, weaker, worst


@expression("assignment_expression", "reference_assignment_expression")
def assignment(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$a = b`, and give the variable its value."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    given = run.value(right, scope) if right is not None else UNKNOWN
    if left is not None:
        assign(run, left, given, scope)
    return given


@expression("augmented_assignment_expression")
def augmented(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$a .= b` and its like."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return UNKNOWN
    operator = text_of(node.child_by_field_name("operator"))[:-1]
    old = run.value(left, scope)
    is_new = left.type == "variable_name" and text_of(left).lstrip("$") not in scope
    if is_new and operator == "." and not old.taint:
        old = Value(text="")  # what PHP adds to, with no more than a notice
    made = operators.operated(operator, old, run.value(right, scope))
    assign(run, left, made, scope)
    return made


def assign(run: Analysis, target: Node, given: Value, scope: Scope) -> None:
    """Give a value to whatever can hold one."""
    if target.type in (
        "variable_name",
        "dynamic_variable_name",
        "by_ref",
        "reference_modifier",
    ):
        assign_variable(run, target, given, scope)
    elif target.type == "subscript_expression":
        assign_item(run, target, given, scope)
    elif target.type in ("list_literal", "array_creation_expression"):
        assign_list(run, target, given, scope)
    elif target.type in ("member_access_expression", "scoped_property_access_expression"):
        name = text_of(named(target)[-1]).lstrip("$")
        old = run.properties.get(name, UNKNOWN)
        run.properties[name] = either(given, old) if old.taint else given


def assign_variable(run: Analysis, target: Node, given: Value, scope: Scope) -> None:
    """Give a variable its value; within a branch, what it may have held before stays possible."""
    if target.type == "dynamic_variable_name":
        known = run.value(named(target)[0], scope) if named(target) else UNKNOWN
        if known.text is None:
            run.all_tainted = run.all_tainted or "request" in (known.taint, given.taint)
            return
        name = known.text
    else:
        name = text_of(target).lstrip("&$ ")
    old = scope.get(name)
    if run.conditional and old is not None and old.taint and not given.taint:
        given = either(given, old)
    scope[name] = given


def assign_item(run: Analysis, target: Node, given: Value, scope: Scope) -> None:
    """Give an item of an array its value."""
    words = named(target)
    if not words:
        return
    if text_of(words[0]) == "$GLOBALS" and words[1:]:
        name = variables.index_of(run, words[1], scope).text
        if name is not None:
            run.globals[name] = given
        return
    base = run.value(words[0], scope)
    items = dict(base.items or {})
    key = variables.index_of(run, words[1], scope) if words[1:] else Value(text=str(len(items)))
    if key.text is not None and len(items) < 5000:
        items[key.text] = given
    taint = worst((base, replace(UNKNOWN, taint=weaker(worst((given,))))))
    taint = taint if key.text is None else base.taint
    assign(run, words[0], Value(items=items, taint=taint), scope)


def assign_list(run: Analysis, target: Node, given: Value, scope: Scope) -> None:
    """Take an array apart: `[$a, $b] = ...`."""
    for number, words in enumerate(_elements(target)):
        key = str(number)
        if len(words) == 2:
            key = variables.index_of(run, words[0], scope).text or key
        item = (given.items or {}).get(key, replace(UNKNOWN, taint=given.taint))
        assign(run, words[-1], item, scope)


def _elements(target: Node) -> list[list[Node]]:
    """Return the elements of `[$a, 'k' => $b]`: each is a target, or a key and a target."""
    elements: list[list[Node]] = []
    is_keyed = False
    for one in target.children:
        if one.type == "=>":
            is_keyed = True
        elif one.type == "array_element_initializer":
            elements.append(named(one))
        elif one.is_named and is_keyed:
            elements[-1].append(one)
            is_keyed = False
        elif one.is_named and one.type != "comment":
            elements.append([one])
    return [words for words in elements if words]


@expression("array_creation_expression")
def array(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read an array that is written out."""
    items: dict[str, Value] = {}
    for one in node.named_children:
        if one.type != "array_element_initializer":
            continue
        words = named(one)
        if not words:
            continue
        key = run.value(words[0], scope).text if words[1:] else str(len(items))
        items[key if key is not None else f"?{len(items)}"] = run.value(words[-1], scope)
    return Value(items=items)


@expression("update_expression")
def update(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read `$i++` and its like."""
    words = named(node)
    if not words:
        return UNKNOWN
    old = run.value(words[0], scope)
    if old.text is None:
        return old
    step = 1 if "++" in text_of(node) else -1
    new = operators.incremented(old.text, step)
    assign(run, words[0], new, scope)
    return new if text_of(node)[:2] in ("++", "--") else old
