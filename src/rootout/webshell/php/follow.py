"""Follow a request through a PHP file, from its top; nothing is run, and all is bounded."""

from rootout.webshell.php import assign, calls, control, texts, variables
from rootout.webshell.php.analysis import Analysis, ExhaustedError

READERS = (assign, calls, control, texts, variables)  # each registers what it reads
# Methods that PHP calls when a script ends, or at other times of its own.
LATE = frozenset(("__destruct", "__tostring", "__wakeup", "__call", "__get", "__set", "__invoke"))


def follow(source: bytes, outer: Analysis | None = None) -> Analysis:
    """Return what a file does: from its top, then every function that nothing has called."""
    run = Analysis(source, lambda within, text: follow(text, within), outer=outer)
    try:
        run.block(run.tree.root_node, run.globals)
        for name, function in run.functions.items():
            if name not in run.seen:
                calls.invoke(run, name, function, [])
        for one in run.classes.values():
            calls.fill(run, one)
            for name, method in one.methods.items():
                if name in LATE or f"{one.name}::{name}" not in run.seen:
                    calls.method(run, one, name, method, [])
    except (ExhaustedError, RecursionError):
        pass
    return run
