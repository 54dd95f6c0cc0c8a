from tests.records import (
    authorized_key,
    changed_file,
    cron_job,
    file,
    implant,
    operator,
    packaged,
    process,
    socket,
    unit,
)

from rootout.collect.trust import Trust
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Record


def trust(*records: Record) -> Trust:
    return Trust(Evidence(records))


def test_the_operators_processes_are_own() -> None:
    assert trust(operator("7:70", "6:60")).is_own(Entity("process", "6:60"))


def test_kernel_threads_are_own() -> None:
    assert trust(process(2, is_kernel_thread=True)).is_own(Entity("process", "2:20"))


def test_another_process_is_not_own() -> None:
    assert not trust(process(9)).is_own(Entity("process", "9:90"))


def test_a_packaged_file_is_own_under_each_of_its_names() -> None:
    known = trust(packaged("/usr/bin/sh", aliases=("/bin/sh",)))
    assert known.is_own(Entity("file", "/bin/sh"))
    assert known.is_own(Entity("file", "/usr/bin/sh"))


def test_a_packaged_file_that_was_changed_is_not_own() -> None:
    assert not trust(packaged("/usr/bin/ps", is_intact=False)).is_own(Entity("file", "/usr/bin/ps"))


def test_an_unowned_file_is_not_own() -> None:
    assert not trust(file("/usr/lib/.x/k")).is_own(Entity("file", "/usr/lib/.x/k"))


def test_tables_that_many_share_are_own() -> None:
    table = cron_job(is_shared=True)
    known = trust(table, authorized_key())
    assert known.is_own(Entity("file", table.origin.path))
    assert known.is_own(Entity("file", "/root/.ssh/authorized_keys"))
    assert known.is_own(Entity("file", "/etc/passwd"))


def test_the_address_of_the_operators_own_socket_is_own() -> None:
    known = trust(operator("7:70"), socket(processes=("7:70",), remote_address="198.51.100.7"))
    assert known.is_own(Entity("address", "198.51.100.7"))


def test_a_claimed_address_counts_only_with_a_connection() -> None:
    claim = operator("7:70", address="198.51.100.7")
    assert not trust(claim).is_own(Entity("address", "198.51.100.7"))
    assert trust(claim, socket(remote_address="198.51.100.7")).is_own(
        Entity("address", "198.51.100.7")
    )


def test_loopback_is_own_and_a_stranger_is_not() -> None:
    assert trust().is_own(Entity("address", "127.0.0.1"))
    assert not trust().is_own(Entity("address", "203.0.113.9"))


def test_a_packaged_unit_is_own_unless_another_file_shadows_it() -> None:
    owned = unit("ssh.service", package="openssh-server")
    assert trust(owned).is_own(Entity("unit", "ssh.service"))
    assert not trust(owned, unit("ssh.service")).is_own(Entity("unit", "ssh.service"))


def test_an_account_is_never_own() -> None:
    assert not trust().is_own(Entity("account", "root"))


def test_packaged_programs_are_told_from_foreign_ones() -> None:
    known = trust(changed_file("/usr/bin/top"))
    assert known.is_packaged(process(1))
    assert known.is_packaged(process(1, is_kernel_thread=True, package=None))
    assert not known.is_packaged(implant())
    assert not known.is_packaged(process(1, in_memory=True))
    assert not known.is_packaged(process(1, executable="/usr/bin/top"))
