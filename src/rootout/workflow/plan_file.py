"""Read the file of a saved plan: an ordinary file, and not for ever."""

import os
import stat
from pathlib import Path

from rootout.errors import RootoutError

MOST_BYTES = 64 * 1024 * 1024
FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
HINT = "Name a file that `rootout plan CASE --json` wrote."


def read_plan_file(path: Path) -> bytes:
    """Return what is in a file. Raises RootoutError where it is missing, a device or too long."""
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, FLAGS)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise RootoutError("the plan is no ordinary file", HINT)
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise RootoutError(f"the plan cannot be read: {error}", HINT) from error
    if len(data) > MOST_BYTES:
        raise RootoutError(f"the plan is longer than {MOST_BYTES} bytes", HINT)
    return data
