"""One file that is followed: what is known of it so far, and which function reads which node."""

from collections.abc import Callable
from dataclasses import replace

from tree_sitter import Node

from rootout.webshell.php import names
from rootout.webshell.php.flow import Flow
from rootout.webshell.php.syntax import definitions, named, parse
from rootout.webshell.php.values import UNKNOWN, Value, worst

MOST_STEPS = 60_000  # expressions of one file
MOST_TURNS = 20_000  # of loops whose bounds are known, in all
DEEPEST = 120  # expressions within expressions
DECLARATIONS = frozenset(
    [
        "function_definition",
        "class_declaration",
        "trait_declaration",
        "enum_declaration",
        "interface_declaration",
        "text",
        "php_tag",
        "comment",
        "text_interpolation",
    ]
)
Scope = dict[str, Value]


class ExhaustedError(Exception):
    """The budget of a file is used up; what was found until then counts."""


class Analysis:
    """One file, or one text that a file runs, while it is followed."""

    def __init__(
        self,
        source: bytes,
        follow: Callable[["Analysis", bytes], "Analysis"],
        *,
        outer: "Analysis | None" = None,
    ) -> None:
        """Parse `source`. `follow` follows a text that is run within it, and shares its budget."""
        self.flows: list[Flow] = []
        self.hidden: list[str] = []  # names of dangerous functions that are not written out
        self.codes: list[Value] = []  # what is run as PHP and could not be read
        self.tree = parse(source)
        self.functions, self.classes = definitions(self.tree.root_node)
        self.follow = follow
        self.depth: int = outer.depth + 1 if outer else 0
        self.steps: list[int] = outer.steps if outer else [MOST_STEPS, MOST_TURNS]
        self.globals: Scope = outer.globals if outer else {}
        self.properties: Scope = {}
        self.constants: Scope = {}
        self.all_tainted = False
        self.conditional = 0
        self.nesting = 0
        self.calls: list[str] = []
        self.seen: set[str] = set()
        self.returns: list[Value] = []

    def block(self, node: Node, scope: Scope) -> None:
        """Go through the statements within a node."""
        for child in node.named_children:
            self.statement(child, scope)

    def statement(self, node: Node, scope: Scope) -> None:
        """Go through one statement."""
        handler = STATEMENTS.get(node.type)
        if handler is not None:
            handler(self, node, scope)
        elif node.type in EXPRESSIONS:
            self.value(node, scope)
        elif node.type not in DECLARATIONS:
            for child in node.named_children:
                self.statement(child, scope)

    def value(self, node: Node, scope: Scope) -> Value:
        """Return what an expression may hold. Raises ExhaustedError."""
        self.steps[0] -= 1
        if self.steps[0] < 0:
            raise ExhaustedError
        if self.nesting > DEEPEST:
            return UNKNOWN
        handler = EXPRESSIONS.get(node.type)
        self.nesting += 1
        try:
            if handler is not None:
                return handler(self, node, scope)
            found = [self.value(one, scope) for one in node.named_children]
            return replace(UNKNOWN, taint=worst(found))
        finally:
            self.nesting -= 1

    def named(self, name: str, scope: Scope) -> Value:
        """Return what a variable holds."""
        if name in names.REQUEST:
            return Value(taint="request")
        return scope[name] if name in scope else self.unset()

    def unset(self) -> Value:
        """Return what a variable holds that nobody has set."""
        return Value(taint="request") if self.all_tainted else UNKNOWN

    def add(self, found: Flow | None) -> None:
        """Keep a flow, once."""
        if found is not None and found not in self.flows:
            self.flows.append(found)


Handler = Callable[[Analysis, Node, Scope], Value]
Statement = Callable[[Analysis, Node, Scope], None]
EXPRESSIONS: dict[str, Handler] = {}
STATEMENTS: dict[str, Statement] = {}


def expression(*kinds: str) -> Callable[[Handler], Handler]:
    """Register the function that reads expressions of these kinds."""

    def register(function: Handler) -> Handler:
        EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


def statement(*kinds: str) -> Callable[[Statement], Statement]:
    """Register the function that goes through statements of these kinds."""

    def register(function: Statement) -> Statement:
        STATEMENTS.update(dict.fromkeys(kinds, function))
        return function

    return register


INNER = ("argument", "by_ref", "clone_expression", "error_suppression_expression")


@expression(*INNER, "parenthesized_expression")
def inner(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read what only wraps another expression."""
    words = named(node)
    return run.value(words[-1], scope) if words else UNKNOWN


@expression("exit_statement", "print_intrinsic")
def nothing(run: Analysis, node: Node, scope: Scope) -> Value:
    """Read what gives no value of its own."""
    for one in node.named_children:
        run.value(one, scope)
    return UNKNOWN
