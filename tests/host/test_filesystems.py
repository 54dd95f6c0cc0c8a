from hypothesis import given
from hypothesis import strategies as st

from rootout.host.filesystems import foreign_places, is_foreign, parse_mounts

LINES = rb"""22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw
28 1 254:0 / / rw - ext4 /dev/vda rw
40 28 0:44 / /mnt/a\040b\134c rw,relatime shared:1 master:2 - nfs4 10.0.0.1:/x rw
41 28 0:45 / /run/user/0/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
42 28 8:1 / /mnt/ntfs rw - fuseblk /dev/sda1 rw
43 28 0:46 / /tmp rw - tmpfs tmpfs rw
"""


def test_pseudo_and_network_file_systems_are_foreign_and_disks_are_not():
    assert set(parse_mounts(LINES)) == {"/sys", "/mnt/a b\\c", "/run/user/0/gvfs"}


def test_a_name_that_is_no_unicode_is_kept():
    line = b"1 2 0:1 / /a\xff rw - proc proc rw"
    assert list(parse_mounts(line)) == ["/a\udcff"]


def test_this_machine_has_its_proc():
    assert "/proc" in foreign_places()


def test_memory_is_the_hosts_own():
    assert not is_foreign("tmpfs")
    assert not is_foreign("overlay")


@given(st.binary())
def test_any_bytes_are_read(data):
    list(parse_mounts(data))
