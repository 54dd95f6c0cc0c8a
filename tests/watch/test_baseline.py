from tests.watch.world import machine

from rootout.watch.baseline import already_running


def stat(pid, parent, flags=0, ticks=7):
    return f"{pid} (na me) S {parent} 1 1 0 0 {flags} {'0 ' * 12} {ticks} 0".encode()


def test_what_runs_is_told_as_if_it_had_just_started():
    host = machine()
    host.views = {"listing": frozenset((1, 2, 9, 10))}
    host.files["/proc/1/stat"] = stat(1, 0, ticks=1)
    host.files["/proc/2/stat"] = stat(2, 0, flags=0x00200000)
    host.files["/proc/9/stat"] = stat(9, 1)
    host.files["/proc/9/cmdline"] = b"sh\0-i\0"
    host.stats["/proc/9/exe"] = (3, 4)
    host.stats["/proc/9"] = (0, 0)
    first, second = already_running(host)
    assert (first.pid, first.uid) == (1, -1)
    assert (second.pid, second.parent_pid, second.parent_ticks) == (9, 1, 1)
    assert (second.arguments, second.name) == (("sh", "-i"), "na me")
    assert (second.device, second.inode, second.uid) == (3, 4, 0)
