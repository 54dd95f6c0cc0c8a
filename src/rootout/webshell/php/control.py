"""Statements: what is run, how often, and what is only perhaps."""

from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import assign
from rootout.webshell.php.analysis import Analysis, Scope, statement
from rootout.webshell.php.syntax import named, text_of
from rootout.webshell.php.values import UNKNOWN, constant


@statement("do_statement", "else_clause", "else_if_clause", "if_statement", "switch_statement")
def branch(run: Analysis, node: Node, scope: Scope) -> None:
    """Go through what is run only perhaps."""
    run.conditional += 1
    try:
        run.block(node, scope)
    finally:
        run.conditional -= 1


@statement("for_statement", "while_statement")
def loop(run: Analysis, node: Node, scope: Scope) -> None:
    """Turn a loop as often as it would turn, where that is known; else go through it once."""
    parts = {
        "first": node.child_by_field_name("initialize"),
        "while": node.child_by_field_name("condition"),
        "then": node.child_by_field_name("update"),
    }
    if parts["first"] is not None:
        run.value(parts["first"], scope)
    fields = {one.id for one in parts.values() if one is not None}
    body = [one for one in node.named_children if one.id not in fields]
    turned = False
    while parts["while"] is not None and run.steps[1] > 0:
        condition = run.value(parts["while"], scope)
        if condition.text is None or condition.taint:
            break
        turned = True
        if condition.text in ("", "0"):
            return
        run.steps[1] -= 1
        for one in body:
            run.statement(one, scope)
        if parts["then"] is not None:
            run.value(parts["then"], scope)
    if not turned:
        run.conditional += 1
        for one in body:
            run.statement(one, scope)
        run.conditional -= 1


@statement("foreach_statement")
def foreach(run: Analysis, node: Node, scope: Scope) -> None:
    """Go through a loop over an array: over each item where they are known."""
    words = named(node)
    body = node.child_by_field_name("body")
    if len(words) < 2:
        return
    given, target = run.value(words[0], scope), words[1]
    pair = named(target) if target.type == "pair" else [target]
    turns = list(given.items.items())[:500] if given.items else []
    if not turns:
        member = replace(UNKNOWN, taint=given.taint)
        turns = [("", member)]
    for key, item in turns:
        is_known = bool(given.items)
        if len(pair) == 2:
            assign.assign(run, pair[0], constant(key) if is_known else item, scope)
        assign.assign(run, pair[-1], item, scope)
        if body is not None:
            run.statement(body, scope)


@statement("return_statement")
def give_back(run: Analysis, node: Node, scope: Scope) -> None:
    """Keep what a function returns."""
    words = named(node)
    run.returns.append(run.value(words[0], scope) if words else UNKNOWN)


@statement("global_declaration")
def take_global(run: Analysis, node: Node, scope: Scope) -> None:
    """Read `global $a`."""
    for one in node.named_children:
        name = text_of(one).lstrip("$")
        scope[name] = run.globals.get(name, run.unset())


@statement("function_static_declaration")
def declare_static(run: Analysis, node: Node, scope: Scope) -> None:
    """Read `static $a = b`."""
    for one in node.named_children:
        words = named(one)
        if words:
            scope[text_of(words[0]).lstrip("$")] = (
                run.value(words[1], scope) if words[1:] else UNKNOWN
            )


@statement("const_declaration")
def declare_constant(run: Analysis, node: Node, scope: Scope) -> None:
    """Read `const A = b`."""
    for one in node.named_children:
        words = named(one)
        if len(words) > 1:
            run.constants[text_of(words[0])] = run.value(words[1], scope)
