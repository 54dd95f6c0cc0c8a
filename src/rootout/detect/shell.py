"""What a shell command runs, and not only names."""

import re

# What a command line runs: its first word, what follows ; & | ( ` or {, and what is handed to a
# shell or another program that runs its argument. Counts are bounded, so that a hostile line of a
# megabyte takes no longer than an honest one. The rules about jobs and units say the same.
STARTERS = (
    r"(?:^|[\s/;|&(`\"'])(?:(?:ba|da|z|k|c)?sh|env|exec|nice|nohup|perl|php|python[\d.]*|setsid|source|sudo)"
    r"(?:\s{1,9}-\S{0,40}){0,6}\s{1,9}"
)
# `/tmp/*)` begins no command: it is a pattern of case.
NOT_A_PATTERN = r"(?![^\s(;&\"'<>`]{0,400}\*[^\s(;&\"'<>`]{0,400}[|)])"
PROGRAM = re.compile(
    rf"(?:(?:^|[;|(`{{]|[^>]&)\s{{0,9}}|{STARTERS})[\"']?"
    rf"{NOT_A_PATTERN}(/[^\s;&|<>()`\"']+)",
    re.MULTILINE,
)


def programs(command: str) -> tuple[str, ...]:
    """Return the absolute paths that a shell command runs, not those it only names."""
    return tuple(dict.fromkeys(PROGRAM.findall(command)))
