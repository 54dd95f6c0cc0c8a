"""Values of records, put into sentences."""

from datetime import UTC, datetime

LONGEST = 120  # characters of one value: a why stays one sentence that can be read


def shorten(content: object) -> str:
    """Return `content` as text that fits a sentence."""
    if content is None or content == ():
        return "nothing"
    text = ", ".join(map(str, content)) if isinstance(content, tuple) else str(content)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def moment(seconds: float) -> str:
    """Return a time in UTC, to the second, whatever a lying clock said."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds:.0f}"
