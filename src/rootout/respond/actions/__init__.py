"""One file an action: describe, capture, apply, verify, undo."""
