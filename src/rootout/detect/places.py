"""Places where nothing that a server runs belongs, and what a command runs from where."""

import re

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/run/shm/")  # noqa: S108 - looked at, not used
# What a command line runs: its first word, what follows ; & | ( ` { and what is handed to a shell
# or another program that runs its argument. Linear: no part can match what the next one does.
STARTERS = r"(?:\b(?:ba|da|z|k|c)?sh|\b(?:env|exec|nice|nohup|perl|php|python[\d.]*|setsid|source|sudo|timeout))"
PROGRAM = re.compile(rf"(?:^|[;&|(`{{\"']|{STARTERS}(?:\s+-\S*)*\s)\s*(/[^\s;&|<>()`\"']+)")


def is_temporary(path: str) -> bool:
    """Say whether `path` is in a folder that every account may write to, or that a boot empties."""
    return path.startswith(TEMPORARY)


def is_hidden(path: str) -> bool:
    """Say whether a part of `path` is left out by ls, or looks like nothing."""
    return any(part.startswith(".") or not part.strip(" .") for part in path.split("/") if part)


def programs(command: str) -> tuple[str, ...]:
    """Return the absolute paths that a shell command runs, not those it only names."""
    return tuple(dict.fromkeys(PROGRAM.findall(command)))
