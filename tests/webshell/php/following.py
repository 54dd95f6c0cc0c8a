"""What tests ask of a followed file."""

from rootout.webshell.php.follow import follow


def flows(code: str) -> list[tuple[str, str, str]]:
    """Return severity, sink and origin of everything that `code` does."""
    found = follow(f"<?php {code}".encode("latin-1")).flows
    return [(one.severity, one.sink, one.taint) for one in found]


def told(code: str) -> set[str]:
    """Return how bad the things are that `code` does."""
    return {severity for severity, _, _ in flows(code)}
