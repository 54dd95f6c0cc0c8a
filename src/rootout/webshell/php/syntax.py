"""The syntax tree of a PHP file: parse it, and know its functions and classes by name."""

import re
from functools import cache

import tree_sitter_php
from tree_sitter import Language, Node, Parser, Tree

from rootout.model.value import value

# PHP before 8 also wrote `$text{0}`: as long as `$text[0]`, so that no line moves.
BRACES = re.compile(rb"(\$\w+(?:\[[^\[\]\n]{0,60}\])?)\{([^{}\n;]{1,60})\}")
CLASSES = frozenset(("class_declaration", "trait_declaration", "enum_declaration"))
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f"}


@value
class Class:
    """A class, trait or anonymous class: its parts by name."""

    name: str
    parent: str
    methods: dict[str, Node]
    properties: dict[str, Node | None]
    constants: dict[str, Node]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_php.language_php()))


def parse(source: bytes) -> Tree:
    """Return the tree of a file, whatever its bytes are.

    The parser wants UTF-8 and PHP knows bytes only: each byte is handed over as one character.
    """
    text = source.decode("latin-1").replace("\0", " ").encode()  # a NUL would be the end
    tree = _parser().parse(text)
    if tree.root_node.has_error and BRACES.search(text):
        return _parser().parse(BRACES.sub(rb"\1[\2]", text))
    return tree


def text_of(node: Node | None) -> str:
    """Return the source of a node, one character a byte."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def line_of(node: Node) -> int:
    """Return the line that a node begins on, from 1."""
    return int(node.start_point[0]) + 1


def named(node: Node) -> list[Node]:
    """Return the named children, comments left out."""
    return [one for one in node.named_children if one.type != "comment"]


def first(node: Node, *kinds: str) -> Node | None:
    """Return the first child of one of these kinds."""
    return next((one for one in node.named_children if one.type in kinds), None)


def unescape(sequence: str) -> str:
    """Return what an escape in double quotes stands for: php.net, language.types.string."""
    body = sequence[1:]
    if body[:1] in "xX" and len(body) > 1:
        return chr(int(body[1:], 16) & 255)
    if body[:2] == "u{":
        return chr(int(body[2:-1], 16)).encode("utf-8", "replace").decode("latin-1")
    if body[:1].isdigit():
        return chr(int(body, 8) & 255)
    return ESCAPES.get(body, body)


def definitions(root: Node) -> tuple[dict[str, Node], dict[str, Class]]:
    """Return every function and class that the file declares, by its name in small letters."""
    functions: dict[str, Node] = {}
    classes: dict[str, Class] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "function_definition":
            functions[text_of(node.child_by_field_name("name")).lower()] = node
        elif node.type in CLASSES or (node.type == "anonymous_class"):
            made = class_of(node)
            classes[made.name] = made
        waiting.extend(node.named_children)
    return functions, classes


def class_of(node: Node) -> Class:
    """Return the parts of a class."""
    base = first(node, "base_clause")
    body = node.child_by_field_name("body") or first(node, "declaration_list")
    name = text_of(node.child_by_field_name("name")) or f"class@{node.start_byte}"
    methods: dict[str, Node] = {}
    properties: dict[str, Node | None] = {}
    constants: dict[str, Node] = {}
    for part in body.named_children if body is not None else ():
        if part.type == "method_declaration":
            methods[text_of(part.child_by_field_name("name")).lower()] = part
        elif part.type == "property_declaration":
            for element in part.named_children:
                if element.type == "property_element":
                    words = named(element)
                    properties[text_of(words[0]).lstrip("$")] = words[1] if words[1:] else None
        elif part.type == "const_declaration":
            for element in part.named_children:
                if element.type == "const_element" and len(named(element)) > 1:
                    constants[text_of(named(element)[0])] = named(element)[1]
    parent = text_of(base.named_children[0]).lower() if base and base.named_children else ""
    return Class(
        name=name.lower(),
        parent=parent,
        methods=methods,
        properties=properties,
        constants=constants,
    )
