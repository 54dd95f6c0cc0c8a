"""Programs that pose as daemons."""

import pytest
from tests.detect.examples import judged, process, stranger

from rootout.detect.checks.daemon_masquerade import judge


@pytest.mark.parametrize(
    "one",
    [
        stranger("/usr/lib/x", name="sshd"),
        stranger("/tmp/sshd"),
        stranger("/usr/lib/.a/cron"),
        process(name="rsyslogd", executable="/usr/bin/perl"),
        process(name="cron", executable="/usr/bin/python3.11"),
        process(name="systemd", executable="/bin/sh"),
    ],
)
def test_program_under_the_name_of_a_daemon_is_found(one):
    (found,) = judged(judge, one)
    assert found.severity == "high"
    assert one.executable in found.why


@pytest.mark.parametrize(
    "one",
    [
        process(name="sshd", executable="/usr/sbin/sshd"),
        process(name="init", executable="/usr/lib/systemd/systemd"),
        stranger("/opt/openssh/sbin/sshd"),
        stranger("/opt/openssh/sbin/sshd-session", name="sshd"),
        stranger("/opt/x", name="nginx"),
        process(name="cron", executable=None, package=None),
    ],
)
def test_true_daemon_is_left_alone(one):
    assert judged(judge, one) == []
