"""Log sources and their fields."""

import pytest
from tests.detect.examples import job, process

from rootout.detect.mapping import Row, source_of
from rootout.model.evidence import Evidence

OWN = {"product": "linux", "service": "rootout"}


def test_every_field_and_property_of_a_record_may_be_named():
    source = source_of(OWN | {"category": "processes"})
    row = Row(record=process(arguments=("cat", "x")))
    assert source.fields["command_line"](row) == "cat x"
    assert source.fields["pid"](row) == 100
    assert source.fields["origin.path"](row) == "/proc/100"
    assert not {"id", "artifact", "origin"} & source.fields.keys()


def test_rows_are_the_records_of_the_category():
    evidence = Evidence((process(), job("x")))
    rows = source_of(OWN | {"category": "crontab"}).rows(evidence)
    assert [row.record for row in rows] == [job("x")]


def test_launchers_of_every_kind_are_one_category_without_those_of_packages():
    evidence = Evidence((process(), job("x"), job("y", package="cron")))
    source = source_of(OWN | {"category": "launcher"})
    assert [row.record for row in source.rows(evidence)] == [job("x")]
    assert "occasion" in source.fields


def test_names_of_sysmon_are_those_of_a_process_and_its_parent():
    source = source_of({"product": "linux", "category": "process_creation"})
    parent = process(1, executable="/usr/sbin/nginx", arguments=("nginx", "-g"), user="www")
    child = process(2, parent=parent.key, working_directory="/srv", login_uid=1000)
    rows = {row.record: row for row in source.rows(Evidence((parent, child)))}
    told = {name: getter(rows[child]) for name, getter in source.fields.items()}
    assert told == {
        "Image": "/usr/bin/cat",
        "CommandLine": "cat",
        "CurrentDirectory": "/srv",
        "ProcessId": 2,
        "User": "root",
        "LogonId": 1000,
        "ParentImage": "/usr/sbin/nginx",
        "ParentCommandLine": "nginx -g",
        "ParentProcessId": 1,
        "ParentUser": "www",
    }
    assert source.fields["ParentImage"](rows[parent]) is None


def test_keywords_see_every_text_of_a_row():
    source = source_of(OWN | {"category": "crontab"})
    texts = source.texts(Row(record=job("run", "/opt/x")))
    assert {"run", "/opt/x", "/etc/cron.d/job", "root"} <= set(texts)


@pytest.mark.parametrize(
    "logsource",
    [
        {"product": "windows", "category": "process_creation"},
        {"product": "linux", "category": "file_delete"},
        {"product": "linux", "service": "auditd"},
        {"product": "linux", "service": "auditd", "category": "process_creation"},
        OWN,
        OWN | {"category": "nothing"},
        {},
    ],
)
def test_other_log_sources_are_refused(logsource):
    with pytest.raises(ValueError, match="not supported"):
        source_of(logsource)
