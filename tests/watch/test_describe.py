import pytest
from tests.watch.world import BOOTED, install, machine, start

from rootout.watch.describe import Describer


@pytest.fixture
def host():
    made = machine()
    install(made, "/usr/bin/dash", 5, "dash")
    made.links["/bin/sh"] = "/usr/bin/dash"
    return made


def test_the_program_of_what_still_runs_is_read_from_proc(host):
    host.links["/proc/9/exe"] = "/usr/bin/dash"
    assert Describer(host).program(start(9, "sh", 5)) == "/usr/bin/dash"


def test_links_are_followed_to_the_very_file_that_was_started(host):
    assert Describer(host).program(start(9, "/bin/sh", 5)) == "/usr/bin/dash"


def test_of_a_script_that_has_ended_the_interpreter_is_the_program(host):
    install(host, "/root/script", 77)
    event = start(9, "/root/script", 5, interpreter="/bin/sh")
    assert Describer(host).program(event) == "/usr/bin/dash"
    assert Describer(host).program(event._replace(device=44)) == "/usr/bin/dash"


def test_numbers_that_only_the_file_system_itself_has_are_no_reason_to_accuse(host):
    """Overlay and btrfs tell stat(2) other numbers than they have inside."""
    event = start(9, "/bin/sh", 5000, device=44)
    describer = Describer(host)
    assert describer.program(event) == "/usr/bin/dash"
    assert describer.record(event, "/usr/bin/dash", None, "/").package == "dash"
    host.stats["/proc/9/exe"] = (1, 5)
    record = describer.record(event, "/usr/bin/dash", None, "/")
    assert (record.package, record.device, record.inode) == ("dash", 1, 5)


def test_in_a_container_the_same_path_is_another_file_though_its_process_has_ended(host):
    host.files["/proc/8/cgroup"] = f"0::/docker/{'0' * 64}\n".encode()
    describer = Describer(host)
    describer.record(start(8, "/bin/sh", 5000, device=44, cgroup=70), None, None, None)
    event = start(9, "/bin/sh", 5000, device=44, cgroup=70)
    assert describer.record(event, "/usr/bin/dash", None, "/").package is None


def test_what_runs_in_a_mount_of_its_own_is_not_the_hosts_file(host):
    host.stats["/proc/9/exe"] = (44, 9)
    host.links["/proc/9/exe"] = "/usr/bin/dash"
    event = start(9, "/bin/sh", 9, device=44)
    assert Describer(host).record(event, "/usr/bin/dash", None, "/").package is None


def test_where_nothing_fits_the_name_that_was_called_is_told(host):
    assert Describer(host).program(start(9, "./gone", 6)) == "./gone"
    assert Describer(host).program(start(9, "", 6)) is None


def test_a_program_is_looked_up_once(host):
    describer = Describer(host)
    describer.program(start(9, "/bin/sh", 5))
    host.links.clear()
    assert describer.program(start(10, "/bin/sh", 5)) == "/usr/bin/dash"


def test_a_deleted_program_keeps_its_path_and_loses_its_package(host):
    host.links["/proc/9/exe"] = "/usr/bin/dash (deleted)"
    describer = Describer(host)
    event = start(9, "/bin/sh", 66, links=0)
    record = describer.record(event, describer.program(event), None, "/")
    assert (record.executable, record.is_deleted, record.package) == ("/usr/bin/dash", True, None)


def test_a_program_in_memory_is_told_as_such(host):
    host.links["/proc/9/exe"] = "/memfd:x (deleted)"
    describer = Describer(host)
    event = start(9, "/dev/fd/3", 66, links=0)
    assert describer.record(event, describer.program(event), None, "/").in_memory


def test_a_containers_file_of_the_same_path_is_not_the_packages(host):
    describer = Describer(host)
    assert describer.record(start(9, "", 5), "/usr/bin/dash", None, "/").package == "dash"
    assert describer.record(start(9, "", 6), "/usr/bin/dash", None, "/").package is None


def test_the_record_is_what_a_scan_would_make_of_it(host):
    host.files["/proc/9/cgroup"] = b"0::/system.slice/x.service\n"
    event = start(9, "/bin/sh", 5, "-c", "id", uid=33, effective_uid=0, login_uid=1000, cgroup=8)
    record = Describer(host).record(event, "/usr/bin/dash", None, "/srv")
    assert record.key == "9:90"
    assert record.command_line == "/bin/sh -c id"
    assert (record.user, record.uid, record.effective_uid) == ("www-data", 33, 0)
    assert (record.unit, record.working_directory) == ("x.service", "/srv")
    assert record.started == pytest.approx(BOOTED + 0.9)


def test_the_place_is_known_by_its_number_then_from_the_parent(host):
    host.files["/proc/9/cgroup"] = b"0::/system.slice/x.service\n"
    describer = Describer(host)
    first = describer.record(start(9, "/bin/sh", 5, cgroup=8), None, None, None)
    assert describer.record(start(10, "/bin/sh", 5, cgroup=8), None, None, None).unit == first.unit
    assert describer.record(start(10, "/bin/sh", 5), None, first, None).unit == "x.service"
    assert describer.record(start(10, "/bin/sh", 5), None, None, None).cgroup == ""


def test_the_connector_leaves_the_rest_to_proc(host):
    host.files["/proc/9/status"] = b"Name:\tx\nUid:\t33\t0\t0\t0\nTracerPid:\t0\nSigIgn:\t0\n"
    host.files["/proc/9/cmdline"] = b"sh\0-i\0"
    event = start(9, "", 0, uid=-1, effective_uid=-1, name="", arguments=())._replace(arguments=())
    record = Describer(host).record(event, "/usr/bin/dash", None, None)
    assert (record.uid, record.effective_uid, record.arguments) == (33, 0, ("sh", "-i"))
    assert record.name == "dash"
    gone = Describer(host).record(event._replace(pid=99), None, None, None)
    assert (gone.uid, gone.user, gone.arguments) == (-1, "", ())


def test_an_account_that_is_new_is_looked_up(host):
    describer = Describer(host)
    host.files["/etc/passwd"] = b"new:x:1500:1500::/:/bin/sh\n"
    assert describer.user(1500) == "new"
    assert describer.user(1501) == "1501"
