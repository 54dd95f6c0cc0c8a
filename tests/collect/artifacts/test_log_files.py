"""Logs with holes, without content, or that lead nowhere."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootout.collect.artifacts.log_files import collect
from rootout.host.folder import FolderHost

RECORD = b"\x07\0\0\0" + b"x" * 380


def told(root):
    return {one.origin.path: one for one in collect(FolderHost(str(root)))}


def log(root, name, data):
    (root / "var/log").mkdir(parents=True, exist_ok=True)
    (root / "var/log" / name).write_bytes(data)


def test_holes_are_counted_but_not_a_lost_tail(tmp_path):
    log(tmp_path, "wtmp", RECORD + bytes(384) * 2 + RECORD + bytes(384))
    log(tmp_path, "btmp", RECORD + bytes(384) * 3)
    found = told(tmp_path)
    assert found["/var/log/wtmp"].zeroed == 2
    assert found["/var/log/btmp"].zeroed == 0


def test_empty_rotated_and_linked_logs_are_told_apart(tmp_path):
    log(tmp_path, "auth.log", b"")
    log(tmp_path, "syslog", b"")
    log(tmp_path, "syslog.1", b"x")
    (tmp_path / "var/log/messages").symlink_to("/dev/null")
    found = told(tmp_path)
    assert (found["/var/log/auth.log"].size, found["/var/log/auth.log"].is_rotated) == (0, False)
    assert found["/var/log/syslog"].is_rotated
    assert (found["/var/log/messages"].kind, found["/var/log/messages"].target) == (
        "link",
        "/dev/null",
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary())
def test_any_bytes_are_survived(tmp_path, data):
    log(tmp_path, "wtmp", data)
    told(tmp_path)
