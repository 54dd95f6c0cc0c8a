"""A job of at is told as what was typed, and nothing that atd would run is left out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.at_jobs import AtJob, parse
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

NAME = "/var/spool/cron/atjobs/a0000101c89afb"
HEADER = "#!/bin/sh\n# atrun uid=0 gid=0\n# mail root 0\n"
UMASK = "umask 22\n"
CD = "cd {} || {{\n\t echo 'Execution directory inaccessible' >&2\n\t exit 1\n}}\n"


def read(text, path=NAME):
    return list(parse(EvidenceFile(path, text.encode(errors="surrogateescape"))))


def test_job_is_when_as_whom_and_what():
    (job,) = read(HEADER + UMASK + "HOME=/root; export HOME\n" + CD.format("/srv/a\\ b") + "./k\n")
    assert (job.user, job.uid, job.command) == ("root", 0, "./k")
    assert job.targets == ("/srv/a b/k",)
    assert job.occasion == "by atd, at 2026-11-23 14:51 UTC"
    assert (job.what, job.technique) == ("at job", "T1053.002")
    assert job.subject() == Entity("job", NAME)
    assert Tie(Entity("account", "root"), "owns", job.subject()) in tuple(job.ties())


def test_uid_counts_and_not_whom_the_mail_goes_to():
    assert read(HEADER.replace("mail root", "mail alice") + "k")[0].user == "root"
    other = HEADER.replace("uid=0", "uid=1000").replace("mail root", "mail    alice")
    assert read(other + "k")[0].user == "alice"


@pytest.mark.parametrize(
    "line",
    [
        "A=1; sh /tmp/k; export A",
        "A=$(sh /tmp/k); export A",
        "A=`/tmp/k`; export A",
        "A=; /tmp/k; export B",
        "umask 22; /tmp/k",
        "cd $(/tmp/k) || {",
    ],
)
def test_command_in_the_clothes_of_the_environment_is_told(line):
    (job,) = read(HEADER + UMASK + line + "\n" + CD.format("/") + "true\n")
    assert "/tmp/k" in job.command
    assert "/tmp/k" in job.targets


def test_environment_is_no_command_but_for_what_it_loads():
    dump = 'PATH=/tmp/p; export PATH\nA=x\\ y"\n"\\|sh; export A\n'
    dump += "LD_PRELOAD=/tmp/l.so; export LD_PRELOAD\n"
    (job,) = read(HEADER + UMASK + dump + CD.format("/") + "true\n")
    assert (job.command, job.targets) == ("true", ("/tmp/l.so",))


@pytest.mark.parametrize("text", ["", "echo\n", "#!/bin/sh\n# atrun uid=0\n", "\n" + HEADER])
def test_what_atd_would_refuse_is_a_gap_unless_it_is_its_own(text):
    (gap,) = read(text)
    assert gap.reason == "malformed"
    assert read(text, "/var/spool/at/.SEQ") == []


def test_job_under_a_name_that_tells_no_time_is_told():
    (job,) = read(HEADER + "/tmp/k", "/var/spool/at/.x")
    assert (job.time, job.occasion) == (0.0, "by atd")
    assert read(HEADER + "k", "/var/spool/at/afffffffffffff")[0].occasion.startswith("by atd, in")
    assert read(HEADER + "k", "/var/spool/at/=0000101c89afb")[0].time


def test_more_than_is_judged_is_a_gap():
    job, gap = read(HEADER + "true\n" * 30_000)
    assert (len(job.command) > 130_000, gap.reason) == (True, "too_large")
    job, gap = read(HEADER + " ".join(f"/x{number}" for number in range(2000)))
    assert (len(job.targets), gap.reason) == (1000, "too_large")


def test_a_megabyte_is_read_in_no_time():
    started = time.process_time()
    for part in ("A=", "\\", '"\n"', "a", "A=1; export A\n", "cd ", "\n", "'"):
        read(HEADER + part * (1 << 18))
        read(HEADER + "A=" + part * (1 << 18))
    assert time.process_time() - started < 30


@given(st.one_of(st.binary(), st.binary().map(HEADER.encode().__add__)))
def test_any_bytes_are_jobs_or_gaps(data):
    for item in parse(EvidenceFile(NAME, data)):
        assert isinstance(item, AtJob | Gap)
