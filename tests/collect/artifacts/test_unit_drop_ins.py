"""Drop-ins that run something are launchers, those that only set limits are not."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.unit_drop_ins import parse
from rootout.model.file import EvidenceFile

PATH = "/etc/systemd/system/cron.service.d/x.conf"


def read(text: str):
    return list(parse(EvidenceFile(PATH, text.encode())))


def test_commands_and_libraries_are_told_with_their_unit():
    (one,) = read('[Service]\nExecStartPre=-/tmp/a \\\n -x\nEnvironment="LD_PRELOAD=/tmp/x.so"\n')
    assert one.unit == "cron.service"
    assert one.targets == ("/tmp/a", "/tmp/x.so")
    assert (one.what, one.occasion, one.technique) == ("drop-in", "with cron.service", "T1543.002")
    assert one.key == PATH


def test_drop_in_that_runs_nothing_is_left_out():
    assert read("[Service]\nLimitNOFILE=9\nExecStart=\nEnvironment=A=b\n") == []


def test_drop_in_of_a_package_is_left_out():
    file = EvidenceFile(PATH, b"[Service]\nExecStart=/bin/x\n")
    file.package = "cron"
    assert list(parse(file)) == []


@given(st.binary())
def test_any_bytes_are_survived(data):
    list(parse(EvidenceFile(PATH, data)))
