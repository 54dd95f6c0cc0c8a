"""The numbers of a host's own users and groups: passwd(5), group(5)."""

import re

from rootout.host.files import FileTree

NUMBER = re.compile(r"[0-9]{1,10}")


def read_ids(tree: FileTree, path: str) -> dict[str, int]:
    """Return the number of each name in the table at `path`; of two lines the first counts.

    Raises OSError where the table cannot be read.
    """
    ids: dict[str, int] = {}
    for line in tree.read(path).lines(comment=""):
        row = line.split(":")
        if len(row) > 2 and NUMBER.fullmatch(row[2]):
            ids.setdefault(row[0], int(row[2]))
    return ids
