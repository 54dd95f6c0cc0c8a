"""A package vouches for the bytes that were read, not for the path."""

import hashlib
from types import SimpleNamespace

import pytest

from rootout.collect.vouching import is_intact, vouching_package
from rootout.host.api import ExpectedFile
from rootout.model.file import EvidenceFile

DIGEST = hashlib.md5(b"own", usedforsecurity=False).hexdigest()


def resolve(path: str) -> str:
    if path == "/gone":
        raise FileNotFoundError(path)
    return path.replace("/link", "/file")


def digest(path: str, algorithm: str) -> str:
    return hashlib.new(algorithm, b"own", usedforsecurity=False).hexdigest()


def host(**changes):
    said = {"package": "cron", "algorithm": "md5", "digest": DIGEST} | changes
    files = {"/file": ExpectedFile(**said)}
    return SimpleNamespace(
        resolve=resolve, digest=digest, packages=SimpleNamespace(expected=files.get)
    )


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


def test_copy_that_an_installer_made_is_vouched_for():
    skeleton, profile = "/etc/skel/.bashrc", "/usr/share/base-files/profile"
    said = ExpectedFile(package="bash", algorithm="md5", digest=DIGEST)
    files = {skeleton: said, profile: said}
    machine = SimpleNamespace(resolve=resolve, packages=SimpleNamespace(expected=files.get))
    file = EvidenceFile("/home/bob/.bashrc", b"own")
    assert vouching_package(machine, file) is None
    file.home = "/home/bob"
    assert vouching_package(machine, file) == "bash"
    assert vouching_package(machine, EvidenceFile("/etc/profile", b"own")) == "bash"
    assert vouching_package(machine, EvidenceFile("/etc/profile", b"own, and more")) is None


@pytest.mark.parametrize(
    ("path", "changes", "expected"),
    [
        ("/file", {}, True),
        ("/file", {"digest": "0" * 32}, False),
        ("/file", {"digest": None}, None),
        ("/file", {"algorithm": None}, None),
        ("/unowned", {}, None),
    ],
)
def test_a_file_is_intact_where_its_package_says_so(path, changes, expected):
    assert is_intact(host(**changes), path) is expected
