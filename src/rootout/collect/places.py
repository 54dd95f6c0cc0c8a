"""Places where nothing that a server runs belongs."""

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/run/shm/")  # noqa: S108 - looked at, not used


def is_temporary(path: str) -> bool:
    """Say whether `path` is in a folder that every account may write to, or that a boot empties."""
    return path.startswith(TEMPORARY)


def is_hidden(path: str) -> bool:
    """Say whether a part of `path` is left out by ls, or looks like nothing."""
    return any(part.startswith(".") or not part.strip(" .") for part in path.split("/") if part)
