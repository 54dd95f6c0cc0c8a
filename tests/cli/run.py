"""Run the command line as a person would, in this process."""

from click.testing import CliRunner, Result

from rootout.cli.main import rootout


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(rootout, list(arguments), input=typed)
