import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.crontab import CronJob, parse
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap


def read(text, path="/etc/cron.d/x"):
    data = text if isinstance(text, bytes) else text.encode()
    return list(parse(EvidenceFile(path, data)))


def test_system_tables_name_a_user_and_users_tables_do_not():
    (job,) = read("1 2 * * * bob /x y")
    assert (job.user, job.command, job.is_shared) == ("bob", "/x y", False)
    for path in ("/var/spool/cron/crontabs/eve", "/var/spool/cron/eve", "/var/spool/cron/tabs/eve"):
        (job,) = read("1 2 * * * bob /x y", path)
        assert (job.user, job.command, job.is_shared) == ("eve", "bob /x y", True)
    assert read("1 2 * * * bob /x", "/etc/crontab")[0].is_shared


def test_reboot_job_of_a_user_is_seen():
    (job,) = read("@reboot /home/eve/.k", "/var/spool/cron/crontabs/eve")
    assert (job.schedule, job.targets) == ("@reboot", ("/home/eve/.k",))


@pytest.mark.parametrize(
    "line",
    ["A=1", "A = 1", '"A"=1', "'A' = 1", "_A=* * * * * root /x", "# * * * * * root /x", "", " \t"],
)
def test_variables_comments_and_blanks_are_neither_jobs_nor_gaps(line):
    assert read(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "* * * * * root",
        "* * * * root",
        "@hourly root",
        "@never root /x",
        "x",
        "\x0b* * * * * root /x",
        "* * * * $ root /x",
        "\0* * * * * root /x",
        "\udcff".encode(errors="surrogateescape"),
    ],
)
def test_what_cron_would_refuse_is_a_gap(line):
    (gap,) = read(line)
    assert isinstance(gap, Gap)
    assert gap.reason == "malformed"


def test_lines_end_where_cron_ends_them():
    text = "# a\x0b* * * * * root /a\u2028* * * * * root /b\x1c* * * * * root /c\n* * * * * root /d"
    (job,) = read(text)
    assert (job.command, job.origin.line) == ("/d", 2)


def test_a_carriage_return_is_in_the_text_but_not_in_the_target():
    (job,) = read("* * * * * root /x/y\r\n")
    assert (job.targets, job.text) == (("/x/y",), "* * * * * root /x/y\r")


def test_a_percent_sign_begins_the_input_of_the_command():
    assert read("* * * * * root sh%/tmp/k%/tmp/l")[0].targets == ("/tmp/k", "/tmp/l")
    assert read("* * * * * root /tmp/a\\%b")[0].targets == ("/tmp/a%b",)


def test_a_line_of_a_megabyte_is_read_in_no_time():
    started = time.process_time()
    for part in ("\\", '"', "'", " ", "\t", "%", "*", "A", "/x "):
        read("* * * * * root " + part * (1 << 20))
        read(part * (1 << 20))
    assert time.process_time() - started < 8


def test_a_job_is_tied_to_its_account_and_targets():
    (job,) = read("* * * * * root /x")
    assert job.key == "/etc/cron.d/x:1"
    assert set(job.ties()) == {
        Tie(Entity("job", job.key), "starts", Entity("file", "/x")),
        Tie(Entity("account", "root"), "owns", Entity("job", job.key)),
    }


@given(st.one_of(st.binary(), st.text(alphabet="*@/ \t\n\r=#%\"'\\1aroot").map(str.encode)))
def test_any_bytes_are_jobs_or_gaps(data):
    for path in ("/etc/cron.d/x", "/var/spool/cron/x"):
        for item in read(data, path):
            assert isinstance(item, CronJob | Gap)
