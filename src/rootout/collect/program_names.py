"""What a process runs, in the words of a person."""

import posixpath
import re

from rootout.collect.process_text import KERNEL_THREAD, parse_stat, parse_words
from rootout.host.api import Host

MOST_NAME = 200  # characters
# What these run is in their argument, and that is the program that a person looks for.
INTERPRETER = re.compile(r"(?:python|perl|php|ruby|lua|node|java|bash|dash|sh)[\d.]*")


def program_of(host: Host, pid: int, flags: int = 0) -> str:
    """Name what a process runs: its file, and of an interpreter the script too."""
    try:
        if flags & KERNEL_THREAD:
            name = parse_stat(host.read(f"/proc/{pid}/stat").data).name
            return f"[{name.partition('/')[0]}]"  # kworker/0:1 and its like are one program
        program = host.target(f"/proc/{pid}/exe")
        if INTERPRETER.fullmatch(posixpath.basename(program)):
            words = parse_words(host.head(f"/proc/{pid}/cmdline", 4096))
            script = next((word for word in words[1:8] if not word.startswith("-")), "")
            program = f"{program} {script}" if "/" in script or "." in script else program
    except (OSError, ValueError):
        return "(ended)"
    return program[:MOST_NAME]
