"""Run the command line as a person would, in this process."""

import subprocess
import sys

from click.testing import CliRunner, Result

from rootout.cli.main import rootout


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(rootout, list(arguments), input=typed)


def fresh(*arguments: str) -> str:
    """Run rootout in a process of its own, as for this machine: it may start itself anew."""
    done = subprocess.run(
        [sys.executable, "-m", "rootout", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
