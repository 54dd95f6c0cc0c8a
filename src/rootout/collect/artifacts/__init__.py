"""One file an artifact: a record type, and one function that yields it."""
