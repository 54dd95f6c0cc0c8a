"""The fourth witness: where a file lies, and what lies beside it."""

import re

from rootout.model.value import value

KEPT_BY_VISITORS = re.compile(
    r"/(?:uploads?|files?|media|images?|img|avatars?|cache|tmp|temp|attachments?|userfiles)/",
    re.IGNORECASE,
)
PICTURES = re.compile(r"\.(?:jpe?g|png|gif|ico|bmp|webp|svg|txt|log|css|pdf|zip)$", re.IGNORECASE)
APPLICATION = re.compile(r"/(?:vendor|node_modules|wp-includes|wp-admin)/")


@value
class Place:
    """Where a file lies; `why` is empty where that says nothing."""

    why: str = ""
    is_of_application: bool = False


def place_of(path: str) -> Place:
    """Judge a place by its path alone; times and owners are for whoever reads the disk."""
    if PICTURES.search(path):
        return Place(why="it is called a picture or a text, and holds code")
    if KEPT_BY_VISITORS.search(path):
        return Place(why="it lies where visitors put files")
    if path.rpartition("/")[2].startswith("."):
        return Place(why="it is hidden")
    return Place(is_of_application=bool(APPLICATION.search(path)))
