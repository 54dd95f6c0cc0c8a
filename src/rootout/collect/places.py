"""Places where nothing that a server runs belongs."""

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/run/shm/")  # noqa: S108 - looked at, not used
GIT_HOOKS = "/.git/hooks/"


def is_temporary(path: str) -> bool:
    """Say whether `path` is in a folder that every account may write to, or that a boot empties."""
    return path.startswith(TEMPORARY)


def is_hidden(path: str) -> bool:
    """Say whether a part of `path` is left out by ls, or looks like nothing.

    Git keeps a repository's hooks in a hidden folder of its own: they are judged as hooks.
    """
    parts = path.replace(GIT_HOOKS, "/git/hooks/").split("/")
    return any(part.startswith(".") or not part.strip(" .") for part in parts if part)


def is_in_own_folder(path: str) -> bool:
    """Say whether only the folder or file directly in a home makes `path` hidden: ~/.cargo/env.

    Tools install themselves there, and every account may: it is no place to hide in.
    """
    parts = path.split("/")[1:]
    home = 1 if parts[0] == "root" else 2
    if parts[0] not in ("home", "root") or len(parts) <= home or not parts[home].startswith("."):
        return False
    return not is_hidden("/".join(parts[home + 1 :])) and parts[home].strip(" .") != ""
