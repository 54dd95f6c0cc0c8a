"""Libraries in daemons, from odd places and from ordinary ones."""

import pytest
from tests.detect.examples import judged, process

from rootout.detect.checks.foreign_code_in_a_daemon import judge
from rootout.model.entity import Entity

SSHD = {"executable": "/usr/sbin/sshd", "package": "openssh-server", "name": "sshd"}


@pytest.mark.parametrize("path", ["/tmp/x.so", "/usr/lib/.x/y.so", "/dev/shm/z"])
def test_library_from_an_odd_place_is_found(path):
    guilty = process(7, **SSHD, foreign_code=(path,))
    (found,) = judged(judge, guilty)
    assert found.severity == "high"
    assert found.entities == (Entity("file", path), Entity("process", guilty.key))


@pytest.mark.parametrize(
    "innocent",
    [
        process(7, **SSHD, foreign_code=("/opt/agent/pam.so",)),
        process(7, **SSHD),
        process(7, executable="/usr/bin/java", foreign_code=("/tmp/libnetty.so",)),
        process(7, **(SSHD | {"package": None}), foreign_code=("/tmp/x.so",)),
    ],
)
def test_library_that_belongs_is_left_alone(innocent):
    assert judged(judge, innocent) == []
