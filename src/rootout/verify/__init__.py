"""Whether what was evicted is gone. Pure."""
