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


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ("SHELL=/tmp/k", ("/tmp/k",)),
        ("SHELL = '/tmp/k'", ("/tmp/k",)),
        ('"LD_PRELOAD"="/tmp/a.so:/tmp/b.so"', ("/tmp/a.so", "/tmp/b.so")),
        ("LD_AUDIT=/tmp/k.so ", ("/tmp/k.so",)),
        ("BASH_ENV=/tmp/k", ("/tmp/k",)),
    ],
)
def test_a_variable_that_makes_every_job_run_more_is_told_by_its_own_line(line, targets):
    # cron of Debian 12 ran each of them; the jobs beside it may be innocent.
    variable, job = read(f"{line}\n* * * * * root true")
    assert (variable.command, variable.targets, variable.origin.line) == (line.strip(), targets, 1)
    assert variable.entities()[0].key == "/etc/cron.d/x:1"
    assert job.targets == ()


@pytest.mark.parametrize(
    "line", ["SHELL=/bin/sh", "SHELL=/usr/bin/bash", "A.B=c", "MAILTO=", "X=/tmp/k"]
)
def test_ordinary_variables_are_no_jobs(line):
    assert read(line) == []


def test_a_command_is_looked_for_where_its_table_says():
    text = "PATH=/tmp/p:/usr/bin:/bin:/tmp/q/\n* * * * * root k -d >/dev/null"
    assert read(text)[0].targets == ("/tmp/p/k", "/tmp/q/k")
    assert read("PATH=/usr/local/sbin:/sbin:/usr/bin\n* * * * * root k")[0].targets == ()
    assert read("PATH=/tmp/p\n* * * * * root [ -x /a ]")[0].targets == ("/a",)
    assert read("* * * * * root k\nPATH=/tmp/p")[0].targets == ()


def test_a_command_begins_in_the_home_that_its_table_sets():
    assert read("HOME='/tmp/h'\n* * * * * root ./k")[0].targets == ("/tmp/h/k",)


def test_decoys_before_what_matters_are_a_gap():
    decoys = " ".join(f"/x{number}" for number in range(2000))
    job, gap = read(f"* * * * * root : {decoys}; /tmp/k")
    assert (len(job.targets), gap.reason) == (1000, "too_large")


def test_long_variables_neither_hide_a_command_nor_take_time():
    started = time.process_time()
    text = f"HOME=/{'h' * 200_000}\nPATH={'/p:' * 200_000}\n" + "* * * * * root /tmp/k\n" * 2000
    found = read(text + "* * * * * root k\n" * 2000)
    assert found[0].targets == ("/tmp/k",)
    assert time.process_time() - started < 30


def test_a_percent_sign_begins_the_input_of_the_command():
    assert read("* * * * * root sh%/tmp/k%/tmp/l")[0].targets == ("/tmp/k", "/tmp/l")
    assert read("* * * * * root /tmp/a\\%b")[0].targets == ("/tmp/a%b",)


def test_a_line_of_a_megabyte_is_read_in_no_time():
    started = time.process_time()
    for part in ("\\", '"', "'", " ", "\t", "%", "*", "A", "/x "):
        read("* * * * * root " + part * (1 << 20))
        read(part * (1 << 20))
    assert time.process_time() - started < 30


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
