import pytest

from rootout.watch.container import container_of

ID = "0123456789ab" + "c" * 52


@pytest.mark.parametrize(
    ("cgroup", "container"),
    [
        (f"/system.slice/docker-{ID}.scope", "docker 0123456789ab"),
        (f"/docker/{ID}", "docker 0123456789ab"),
        (f"/machine.slice/libpod-{ID}.scope/container", "libpod 0123456789ab"),
        (f"/kubepods/besteffort/pod12/{ID}", "kubepods 0123456789ab"),
        ("/lxc.payload.web1", "lxc.payload web1"),
        ("/machine.slice/systemd-nspawn@web.service/payload", "systemd-nspawn web"),
        ("/system.slice/docker.service", None),
        ("/user.slice/user-0.slice/session-3.scope", None),
        ("", None),
    ],
)
def test_containers_are_known_by_their_cgroup(cgroup, container):
    assert container_of(cgroup) == container
