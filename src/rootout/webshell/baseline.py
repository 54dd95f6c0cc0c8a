"""A clean copy of an application: what equals it is good, the rest is looked at harder."""

from dataclasses import replace
from pathlib import Path

from rootout.model.finding import rank
from rootout.webshell.files import read
from rootout.webshell.search import Found
from rootout.webshell.verdict import Reason, Verdict

STRICT = rank("low")  # what is only odd elsewhere


class Baseline:
    """The clean copy, and the folders that are compared with it, path by path."""

    def __init__(self, clean: Path, folders: tuple[Path, ...]) -> None:
        self._clean = clean
        self._folders = folders

    def is_same(self, path: str) -> bool:
        """Say whether the clean copy has exactly this file at this place."""
        twin = self._twin(path)
        try:
            return twin is not None and read(str(twin)) == read(path)
        except OSError:
            return False

    def judged(self, found: Found) -> Found:
        """Say how a file differs, and take what is only odd for a suspicion."""
        why, line = self._difference(found.path.partition("!")[0])
        verdict = found.verdict
        reason = Reason(witness="place", severity="low", line=line, why=why)
        raised = Verdict(
            severity="medium" if rank(verdict.severity) <= STRICT else verdict.severity,
            confidence=verdict.confidence,
            reasons=(*verdict.reasons, reason),
        )
        return replace(found, verdict=raised)

    def _difference(self, path: str) -> tuple[str, int]:
        twin = self._twin(path)
        try:
            clean = read(str(twin)).split(b"\n") if twin else None
        except OSError:
            clean = None
        if clean is None:
            return "the clean copy has no such file", 0
        lines = read(path).split(b"\n")
        pairs = zip(lines, clean, strict=False)
        first = next((n for n, (one, other) in enumerate(pairs) if one != other), None)
        line = (min(len(lines), len(clean)) if first is None else first) + 1
        return f"it differs from the clean copy at line {line}", line

    def _twin(self, path: str) -> Path | None:
        for folder in self._folders:
            if path.startswith(f"{folder}/"):
                return self._clean / path[len(f"{folder}/") :]
        return None
