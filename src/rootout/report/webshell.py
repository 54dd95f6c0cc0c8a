"""What a search for web shells found, for people and for programs."""

from typing import Any

from rootout.model.finding import rank
from rootout.report.safe import safe
from rootout.webshell.search import Found, Search

TOLD = rank("medium")  # what is less is no more than unusual
MOST_LINES = 40


def webshell_document(search: Search) -> dict[str, Any]:
    """Return the document of `rootout webshell --json`: only files that are medium or above."""
    return {
        "scanned": search.scanned,
        "seconds": round(search.seconds, 3),
        "files": [
            {
                "path": one.path,
                "severity": one.verdict.severity,
                "confidence": one.verdict.confidence,
                "witnesses": list(one.verdict.witnesses),
                "why": one.verdict.why,
                "line": one.verdict.line,
            }
            for one in _told(search)
        ],
    }


def webshell_text(search: Search) -> str:
    """Return one screen: the worst files first."""
    told = _told(search)
    lines = [f"{search.scanned} files in {search.seconds:.1f} s: {len(told)} to look at."]
    for one in told[:MOST_LINES]:
        lines.append(f"[{one.verdict.severity}] {safe(one.path)}:{one.verdict.line}")
        lines.append(f"    {safe(one.verdict.why)[:300]}")
    if len(told) > MOST_LINES:
        lines.append(f"... and {len(told) - MOST_LINES} more; see --json")
    if search.unreadable:
        lines.append(f"{len(search.unreadable)} files could not be read: not seen is not clean.")
    return "\n".join(lines)


def _told(search: Search) -> list[Found]:
    return [one for one in search.found if rank(one.verdict.severity) >= TOLD]
