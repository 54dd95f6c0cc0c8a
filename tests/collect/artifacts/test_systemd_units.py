import os

import pytest
from tests.collect.folders import folder_host, run

ETC = "/etc/systemd/system"
LIB = "/usr/lib/systemd/system"


def units(root, files, links=()):
    host = folder_host(root, {"/etc": None, **files})
    for path, target in links:
        place = root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)
    found, gaps = run("systemd_units", host)
    return {one.name: one for one in found}, gaps


def test_the_stronger_folder_counts(tmp_path):
    found, _ = units(
        tmp_path,
        {
            f"{LIB}/a.service": "[Service]\nExecStart=/weak",
            f"{ETC}/a.service": "[Service]\nExecStart=/strong",
        },
    )
    assert found["a.service"].commands == ("/strong",)


def test_a_masked_unit_starts_nothing_whatever_lies_below(tmp_path):
    text = "[Service]\nExecStart=/x"
    files = {f"{LIB}/a.service": text, f"{ETC}/a.service.d/x.conf": text, f"{ETC}/b.service": ""}
    found, gaps = units(tmp_path, files, [(f"{ETC}/a.service", "/dev/null")])
    assert found["a.service"].is_masked
    assert found["b.service"].is_masked
    assert found["a.service"].targets == ()
    assert not gaps


def test_a_unit_is_masked_by_a_relative_link_too(tmp_path):
    files = {f"{LIB}/a.service": "[Service]\nExecStart=/x"}
    found, gaps = units(tmp_path, files, [(f"{ETC}/a.service", "../../../dev/null")])
    assert found["a.service"].is_masked
    assert not gaps


def test_a_drop_in_that_cannot_be_read_is_a_gap(tmp_path):
    files = {f"{LIB}/a.service": "[Service]\nExecStart=/x", f"{ETC}/a.service.d/b.conf": None}
    masked = [(f"{ETC}/a.service.d/c.conf", "/dev/null")]
    found, gaps = units(tmp_path, files, masked)
    assert found["a.service"].targets == ("/x",)
    assert [gap.path for gap in gaps] == [f"{ETC}/a.service.d/b.conf"]


def test_a_unit_too_long_to_be_one_is_a_gap(tmp_path):
    _, gaps = units(tmp_path, {f"{ETC}/a.service": "#" * (1 << 20) + "\n[Service]\n"})
    assert [gap.reason for gap in gaps] == ["too_large"]


def test_a_template_names_what_each_started_instance_runs(tmp_path):
    files = {f"{LIB}/a@.service": "[Service]\nExecStart=/opt/%i"}
    links = [(f"{ETC}/b.target.wants/a@{one}.service", f"{LIB}/a@.service") for one in ("x", "y")]
    found, _ = units(tmp_path, files, links)
    assert found["a@.service"].targets == ("/opt/x", "/opt/y")


def test_folders_that_a_service_may_run_from_are_no_commands(tmp_path):
    found, _ = units(tmp_path, {f"{ETC}/a.service": "[Service]\nExecPaths=/a\nExecStop=/b"})
    assert found["a.service"].commands == ("/b",)


def test_decoys_before_what_matters_are_a_gap(tmp_path):
    decoys = " ".join(f"/x{number}" for number in range(2000))
    found, gaps = units(tmp_path, {f"{ETC}/a.service": f"[Service]\nExecStart=/bin/sh {decoys}"})
    assert len(found["a.service"].targets) >= 1000
    assert [gap.reason for gap in gaps] == ["too_large"]


def test_an_alias_is_a_link_of_its_unit(tmp_path):
    files = {f"{LIB}/a.service": "[Service]\nExecStart=/x"}
    found, _ = units(tmp_path, files, [(f"{ETC}/b.service", f"{LIB}/a.service")])
    assert list(found) == ["a.service"]
    assert found["a.service"].links == (f"{ETC}/b.service",)


@pytest.mark.parametrize("name", ["k.service", "other.service"])
def test_a_link_out_of_the_folders_is_a_unit_under_its_own_name(name, tmp_path):
    files = {f"/opt/{name}": "[Service]\nExecStart=/opt/k"}
    found, _ = units(tmp_path, files, [(f"{ETC}/k.service", f"/opt/{name}")])
    assert found["k.service"].targets == ("/opt/k",)


def test_a_link_out_of_the_tree_leads_nowhere(tmp_path):
    outside = tmp_path / "outside.service"
    outside.write_text("[Service]\nExecStart=/x")
    found, gaps = units(tmp_path / "root", {ETC: None}, [(f"{ETC}/a.service", str(outside))])
    assert (found, gaps) == ({}, ())


def test_a_loop_is_a_gap(tmp_path):
    _, gaps = units(tmp_path, {ETC: None}, [(f"{ETC}/a.service", "a.service")])
    assert [(gap.path, gap.reason) for gap in gaps] == [(f"{ETC}/a.service", "malformed")]


def test_a_template_is_enabled_by_its_instances(tmp_path):
    files = {f"{LIB}/a@.service": "[Service]\nExecStart=/x"}
    link = f"{ETC}/multi-user.target.wants/a@tty.1.service"
    found, _ = units(tmp_path, files, [(link, f"{LIB}/a@.service")])
    assert found["a@.service"].links == (link,)
    assert found["a@.service"].is_enabled


@pytest.mark.parametrize(
    "folder",
    ["a-b.service.d", "a-.service.d", "service.d", "alias.service.d"],
)
def test_drop_ins_of_every_name_are_merged(folder, tmp_path):
    files = {
        f"{LIB}/a-b.service": "[Service]\nExecStart=/x",
        f"/run/systemd/system/{folder}/z.conf": "[Service]\nExecStartPre=/tmp/k",
    }
    found, _ = units(tmp_path, files, [(f"{ETC}/alias.service", f"{LIB}/a-b.service")])
    assert found["a-b.service"].targets == ("/x", "/tmp/k")
    assert len(found["a-b.service"].files) == 2


def test_drop_ins_are_read_in_the_order_of_their_names(tmp_path):
    files = {
        f"{LIB}/a.service": "[Service]\nExecStart=/x",
        f"{ETC}/a.service.d/20.conf": "[Service]\nExecStart=/last",
        f"{LIB}/a.service.d/10.conf": "[Service]\nExecStart=",
        f"{LIB}/a.service.d/20.conf": "[Service]\nExecStart=/hidden",
    }
    found, _ = units(tmp_path, files)
    assert found["a.service"].commands == ("/last",)


def test_system_drop_ins_do_not_change_the_units_of_users(tmp_path):
    files = {
        "/etc/systemd/user/u.service": "[Service]\nExecStart=/u",
        f"{ETC}/service.d/x.conf": "[Service]\nExecStartPre=/k",
    }
    found, _ = units(tmp_path, files)
    assert found["u.service"].targets == ("/u",)


@pytest.mark.parametrize("folder", ["transient", "generator", "generator.early", "generator.late"])
def test_what_a_generator_made_is_read(folder, tmp_path):
    files = {f"/run/systemd/{folder}/a.service": "[Service]\nExecStart=/x"}
    assert units(tmp_path, files)[0]["a.service"].targets == ("/x",)


def test_units_of_users_are_read(tmp_path):
    files = {
        "/etc/passwd": "eve:x:1:1::/home/eve:/bin/sh\n",
        "/home/eve/.config/systemd/user/k.service": "[Service]\nExecStart=-/home/eve/k",
    }
    assert units(tmp_path, files)[0]["k.service"].commands == ("/home/eve/k",)


def test_a_command_that_is_escaped_is_still_named(tmp_path):
    files = {f"{ETC}/a.service": "[Service]\nExecStart=!!/\\x74mp/k\nExecStop=%T/l"}
    assert units(tmp_path, files)[0]["a.service"].targets == ("/tmp/k", "/tmp/l")


def test_merged_folders_are_read_once(tmp_path):
    files = {f"{LIB}/a.service": "[Service]\nExecStart=/x", "/usr/lib/x": ""}
    host = folder_host(tmp_path, files)
    os.symlink("usr/lib", tmp_path / "lib")
    found, _ = run("systemd_units", host)
    assert [one.origin.path for one in found] == [f"{LIB}/a.service"]


def test_links_of_the_system_do_not_start_the_units_of_users(tmp_path):
    of_user = "/root/.config/systemd/user"
    text = "[Service]\nExecStart=/x"
    links = [
        (f"{ETC}/multi-user.target.wants/a.service", f"{ETC}/a.service"),
        (f"{of_user}/default.target.wants/a.service", "../a.service"),
    ]
    files = {f"{of_user}/a.service": text}
    found, _ = units(tmp_path, files, links)
    assert found["a.service"].links == (f"{of_user}/default.target.wants/a.service",)


@pytest.mark.parametrize(
    ("name", "content", "started"),
    [
        ("a.timer", "[Timer]\nOnCalendar=daily", "a.service"),
        ("a.timer", "[Timer]\nUnit=b.service\nUnit=c.service", "c.service"),
        ("a.timer", "[Timer]\nUnit=", "a.service"),
        ("a@.path", "[Path]\nPathChanged=/etc", "a@.service"),
        ("a.socket", "[Socket]\nListenStream=1\nService=b.service", "b.service"),
        ("a.service", "[Service]\nExecStart=/bin/true", None),
    ],
)
def test_what_a_unit_starts_is_tied_to_it(name, content, started, tmp_path):
    found, _ = units(tmp_path, {f"{ETC}/{name}": content})
    tied = [one.target.key for one in found[name].ties() if one.target.kind == "unit"]
    assert tied == ([started] if started else [])
