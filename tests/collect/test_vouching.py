"""A package vouches for the bytes that were read, not for the path."""

import hashlib
from types import SimpleNamespace

import pytest

from rootout.collect.vouching import vouching_package
from rootout.host.api import ExpectedFile
from rootout.model.file import EvidenceFile

DIGEST = hashlib.md5(b"own", usedforsecurity=False).hexdigest()


def resolve(path: str) -> str:
    if path == "/gone":
        raise FileNotFoundError(path)
    return path.replace("/link", "/file")


def host(**changes):
    said = {"package": "cron", "algorithm": "md5", "digest": DIGEST} | changes
    files = {"/file": ExpectedFile(**said)}
    return SimpleNamespace(resolve=resolve, packages=SimpleNamespace(expected=files.get))


@pytest.mark.parametrize("path", ["/file", "/link"])
def test_bytes_of_a_package_are_vouched_for(path):
    assert vouching_package(host(), EvidenceFile(path, b"own")) == "cron"


@pytest.mark.parametrize(
    ("path", "data", "changes"),
    [
        ("/file", b"changed", {}),
        ("/unowned", b"own", {}),
        ("/gone", b"own", {}),
        ("/file", b"own", {"digest": None}),
        ("/file", b"own", {"algorithm": None}),
    ],
)
def test_anything_else_is_not(path, data, changes):
    assert vouching_package(host(**changes), EvidenceFile(path, data)) is None
