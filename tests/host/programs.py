"""Programs of this machine for tests of what asks them, as if their packages vouched for them."""

import os
import subprocess
from collections.abc import Iterable

from rootout.host.program import Completed


class Installed:
    """Runs what is installed, without those that are named as hidden."""

    def __init__(self, *hidden: str) -> None:
        self.hidden = hidden

    def find(self, candidates: Iterable[str]) -> str | None:
        return next(
            (
                one
                for one in candidates
                if os.path.exists(one) and one.rpartition("/")[2] not in self.hidden
            ),
            None,
        )

    def run(
        self, candidates: Iterable[str], arguments: Iterable[str], stdin: bytes = b""
    ) -> Completed:
        done = subprocess.run(
            [self.find(candidates), *arguments], input=stdin, capture_output=True, check=False
        )
        return Completed(code=done.returncode, output=done.stdout, errors=done.stderr)


class Answering:
    """Programs that are there, answer as they are told, and remember what they were asked."""

    def __init__(
        self, code: int = 0, output: bytes = b"", errors: bytes = b"", *, is_there: bool = True
    ) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.answer = Completed(code=code, output=output, errors=errors)
        self.is_there = is_there

    def find(self, candidates: tuple[str, ...]) -> str | None:
        return candidates[0] if self.is_there else None

    def run(
        self, candidates: tuple[str, ...], arguments: tuple[str, ...], stdin: bytes = b""
    ) -> Completed:
        self.asked.append((*arguments, stdin.decode()) if stdin else arguments)
        return self.answer
