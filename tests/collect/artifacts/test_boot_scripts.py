"""What runs at boot is found with the links that start it."""

from pathlib import Path

from rootout.collect.artifacts.boot_scripts import collect
from rootout.host.folder import FolderHost
from rootout.model.record import Gap


def told(root: Path) -> dict[str, object]:
    return {one.key: one for one in collect(FolderHost(str(root))) if not isinstance(one, Gap)}


def put(root: Path, path: str, content: str) -> None:
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)


def test_init_script_comes_with_its_links(tmp_path):
    put(tmp_path, "/etc/init.d/netlog", "#!/bin/sh\n/opt/a\n")
    (tmp_path / "etc/rc3.d").mkdir()
    (tmp_path / "etc/rc3.d/S99netlog").symlink_to("../init.d/netlog")
    (tmp_path / "etc/rc3.d/README").write_text("no link")
    script = told(tmp_path)["/etc/init.d/netlog"]
    assert script.links == ("/etc/rc3.d/S99netlog",)
    assert (script.what, script.occasion) == ("init script", "at every boot")
    assert script.technique == "T1037.004"


def test_rc_local_is_read_by_lines(tmp_path):
    put(tmp_path, "/etc/rc.local", "#!/bin/sh\n/opt/own\n/tmp/x &\nexit 0\n")
    found = told(tmp_path)
    assert list(found) == ["/etc/rc.local:2", "/etc/rc.local:3"]
    assert all(one.is_shared for one in found.values())


def test_generators_and_hooks_of_systemd_are_read(tmp_path):
    put(tmp_path, "/etc/systemd/system-generators/x", "#!/bin/sh\n")
    put(tmp_path, "/usr/lib/systemd/system-shutdown/y", "#!/bin/sh\n")
    put(tmp_path, "/etc/systemd/system-sleep/z", "\x7fELF")
    put(tmp_path, "/etc/local.d/empty.start", "")
    found = told(tmp_path)
    assert [one.what for one in found.values()] == ["generator", "shutdown script", "sleep script"]
    assert found["/etc/systemd/system-generators/x"].technique == "T1543.002"
    assert found["/usr/lib/systemd/system-shutdown/y"].occasion == "at every shutdown"
    assert found["/etc/systemd/system-sleep/z"].occasion == "at every sleep"


def test_file_that_cannot_be_read_is_a_gap(tmp_path):
    (tmp_path / "etc/init.d").mkdir(parents=True)
    with (tmp_path / "etc/init.d/huge").open("wb") as file:
        file.truncate(3 * 1024**3)
    (gap,) = collect(FolderHost(str(tmp_path)))
    assert isinstance(gap, Gap)
    assert gap.reason == "too_large"


def test_lines_of_rc_local_go_with_what_would_be_left_of_them(tmp_path):
    put(tmp_path, "/etc/rc.local", "#!/bin/sh\nif a; then\n  /tmp/x \\\n -d\nfi\n")
    found = told(tmp_path)
    assert found["/etc/rc.local:3"].command == "/tmp/x -d"
    assert found["/etc/rc.local:3"].text == "if a; then\n  /tmp/x \\\n -d\nfi"


def test_processes_of_inittab_are_read(tmp_path):
    put(tmp_path, "/etc/inittab", "id:3:initdefault:\nx:345:respawn:+/tmp/.x/k --go\nnothing\n")
    found = told(tmp_path)
    assert list(found) == ["/etc/inittab:2"]
    assert found["/etc/inittab:2"].targets == ("/tmp/.x/k",)
    assert found["/etc/inittab:2"].what == "inittab line"


def test_openrc_starts_what_its_runlevels_link_to(tmp_path):
    put(tmp_path, "/etc/init.d/netlog", "#!/sbin/openrc-run\n")
    (tmp_path / "etc/runlevels/default").mkdir(parents=True)
    (tmp_path / "etc/runlevels/default/netlog").symlink_to("/etc/init.d/netlog")
    put(tmp_path, "/etc/local.d/x.stop", "#!/bin/sh\n")
    found = told(tmp_path)
    assert found["/etc/init.d/netlog"].links == ("/etc/runlevels/default/netlog",)
    assert found["/etc/local.d/x.stop"].occasion == "at every shutdown"


def test_generators_are_looked_for_wherever_systemd_does(tmp_path):
    for root in ("/etc", "/run", "/usr/local/lib", "/usr/lib"):
        for kind in ("system", "user", "system-environment", "user-environment"):
            put(tmp_path, f"{root}/systemd/{kind}-generators/x", "#!/bin/sh\n")
    (tmp_path / "lib").symlink_to("usr/lib")
    assert len(told(tmp_path)) == 16
