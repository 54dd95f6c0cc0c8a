"""Write the reference pages out of the code; --check fails where they are stale."""

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from rootout.collect.registry import load_artifacts
from rootout.detect.check import load_checks
from rootout.model.record import Record
from rootout.respond.action import load_actions

HEAD = "<!-- Written by tools/write_docs.py (`make docs`). Change the code, not this page. -->"


def artifacts_page() -> str:
    """Return a section for each artifact: what it reads, and the columns of its table."""
    parts = [HEAD, "# Artifacts", "", "One table each, for `rootout query`.", ""]
    for name, artifact in load_artifacts().items():
        techniques = ", ".join(artifact.attack)
        parts += [f"## {name}", "", f"{artifact.summary} ({artifact.form}; {techniques})", ""]
        parts += [f"- reads `{pattern}`" for pattern in artifact.files]
        parts += ["" for _ in artifact.files[:1]]
        parts += ["| column | type |", "|---|---|"]
        parts += [f"| {column} | {kind} |" for column, kind in _columns(artifact.record)]
        parts += [""]
    return "\n".join(parts)


def actions_page() -> str:
    """Return a row for each action: what it does, its phase, its risk and its way back."""
    parts = [HEAD, "# Actions", "", "| action | what it does | phase | risk | undo |"]
    parts += ["|---|---|---|---|---|"]
    for name, action in load_actions().items():
        summary = (action.__doc__ or "").strip().partition("\n")[0]
        undo = "yes" if action.reversible else "no: declared irreversible"
        parts += [f"| {name} | {summary} | {action.phase} | {action.risk} | {undo} |"]
    return "\n".join((*parts, ""))


def checks_page() -> str:
    """Return a row for each check."""
    parts = [HEAD, "# Checks", "", "| check | suspicion |", "|---|---|"]
    parts += [f"| {name} | {check.summary} |" for name, check in load_checks().items()]
    return "\n".join((*parts, ""))


PAGES = {
    "docs/artifacts.md": artifacts_page,
    "docs/actions.md": actions_page,
    "docs/checks.md": checks_page,
}


def stale(root: Path) -> list[str]:
    """Return the pages below `root` that the code would write otherwise."""
    return [
        f"{name} is stale: run `make docs`"
        for name, page in PAGES.items()
        if not (root / name).exists() or (root / name).read_text() != page()
    ]


def _columns(record: type[Record]) -> Iterator[tuple[str, str]]:
    yield "id", "str"
    for field in fields(record):
        if field.name not in ("origin", "seen"):
            is_plain = isinstance(field.type, type) and "[" not in str(field.type)
            kind = field.type.__name__ if is_plain else str(field.type)
            yield field.name, kind.replace("|", "or")
    yield from (("origin_path", "str"), ("origin_line", "int or None"))


if __name__ == "__main__":
    top = Path(__file__).parents[1]
    if "--check" in sys.argv:
        problems = stale(top)
        print("\n".join(problems) or "the reference pages are fresh")
        sys.exit(bool(problems))
    for name, page in PAGES.items():
        (top / name).write_text(page())
