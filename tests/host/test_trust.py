"""A process that a preload library was loaded into starts again without it."""

import os
import shutil
import subprocess
import sys

from tests import preload

from rootout.host import trust
from rootout.host.linker import mapped_programs
from rootout.host.syscall import open_kernel

MAPS = open_kernel().read_file("/proc/self/maps", 1 << 24)
BECOME = """
import json, os, sys
from functools import partial
import rootout.host.trust
from rootout.host.trust import become_trusted, take_witness
rootout.host.trust.take_witness = partial(take_witness, start="/dev/shm")  # quick
trust = become_trusted()
print(json.dumps({
    "clean": "hide_names" not in open("/proc/self/maps").read(),
    "restarted": trust.is_restarted,
    "preloads": trust.preloads,
    "gaps": [gap.detail for gap in trust.gaps if gap.reason != "timeout"],
    "arguments": sys.argv[1:],
    "environment": sorted(os.environ),
    "hidden": {path: names for path, names in trust.witness.directories.items() if names}
        if trust.witness else None,
    **after(),
}))
"""
NOTHING = "after = dict\n"
REMOVE = """
import os
def after():
    told = open("/etc/ld.so.preload").read()
    os.unlink("/etc/ld.so.preload")
    return {"told": told, "removed": not os.path.lexists("/etc/ld.so.preload")}
"""


def test_a_clean_process_goes_on_at_once(tmp_path):
    seen = preload.run(
        tmp_path,
        "import json\n"
        "from rootout.host.trust import Trust, become_trusted\n"
        "print(json.dumps(become_trusted() == Trust()))\n",
    )
    assert seen is True


@preload.needs_root
def test_preload_file_is_escaped_and_the_truth_is_read_and_removed(tmp_path):
    seen = preload.run_infected(tmp_path, REMOVE + BECOME)
    assert seen["clean"]
    assert seen["restarted"]
    assert seen["gaps"] == []
    assert seen["arguments"] == ["an argument"]
    assert seen["preloads"] == ["/etc/ld.so.preload", str(tmp_path / "hide_names.so")]
    assert seen["told"] == f"{tmp_path}/hide_names.so\n"
    assert seen["removed"]


@preload.needs_root
def test_witness_names_the_hidden_file_and_the_hidden_process(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as hidden:
        home = "/dev/shm/rootout-test-folder"
        os.makedirs(home, exist_ok=True)
        path = f"{home}/{preload.HIDDEN_NAME}"
        try:
            with open(path, "w") as file:
                file.write("nothing")
            seen = preload.run_infected(
                tmp_path, NOTHING + BECOME, ROOTOUT_TEST_HIDDEN_PID=str(hidden.pid)
            )
        finally:
            os.unlink(path)
            os.rmdir(home)
            hidden.communicate(b"\n")
    assert seen["hidden"]["/proc"] == [str(hidden.pid)]
    assert seen["hidden"][home] == [preload.HIDDEN_NAME]


def test_orders_of_the_environment_are_dropped(tmp_path):
    library = str(preload.build(tmp_path))
    seen = preload.run(tmp_path, NOTHING + BECOME, LD_PRELOAD=library, KEPT="1")
    assert seen["clean"]
    assert seen["preloads"] == [f"LD_PRELOAD={library}", library]
    assert "KEPT" in seen["environment"]
    assert not [name for name in seen["environment"] if name.startswith(("LD_", "ROOTOUT_"))]


def test_library_that_hides_its_order_is_found_in_memory(tmp_path):
    library = str(preload.build(tmp_path))
    forget = "import os; os.environ.pop('LD_PRELOAD', None); after = dict\n"
    seen = preload.run(tmp_path, forget + BECOME, LD_PRELOAD=library)
    assert seen["clean"]
    assert library in seen["preloads"]


def test_library_from_a_folder_of_the_environment_is_dropped(tmp_path):
    libc = next(path for path in mapped_programs(MAPS) if "/libc" in path)
    shutil.copy(libc, tmp_path / "libc.so.6")
    seen = preload.run(tmp_path, NOTHING + BECOME, LD_LIBRARY_PATH=f"/nothing:{tmp_path}")
    assert seen["restarted"]
    assert seen["preloads"] == [str(tmp_path / "libc.so.6")]
    assert "LD_LIBRARY_PATH" not in seen["environment"]


def test_folder_that_nothing_was_taken_from_is_no_sign(tmp_path):
    seen = preload.run(tmp_path, NOTHING + BECOME, LD_LIBRARY_PATH="/nothing")
    assert not seen["restarted"]


def test_folder_of_an_interpreter_installed_apart_is_kept(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    ours = {"LD_LIBRARY_PATH": "/tmp/x:/opt/python/lib", "LD_PRELOAD": "x", "A": "b"}
    assert trust._clean(ours) == {"LD_LIBRARY_PATH": "/opt/python/lib", "A": "b"}
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    assert trust._clean(ours) == {"A": "b"}


def test_forged_second_life_does_not_hide_the_library(tmp_path):
    library = str(preload.build(tmp_path))
    seen = preload.run(
        tmp_path, NOTHING + BECOME, LD_PRELOAD=library, ROOTOUT_SECOND_LIFE="a nonce:99:0"
    )
    assert not seen["clean"]
    assert any(f"the linker itself loads {library}" in gap for gap in seen["gaps"])


@preload.needs_root
def test_shielded_child_is_not_infected(tmp_path):
    script = """
import json, subprocess
from rootout.host.trust import shield
read = ["/bin/cat", "/proc/self/maps"]
bare = subprocess.run(read, capture_output=True).stdout
shielded = subprocess.run(read, capture_output=True, preexec_fn=shield).stdout
print(json.dumps({"bare": b"hide_names" in bare, "shielded": b"hide_names" in shielded}))
"""
    assert preload.run_infected(tmp_path, script) == {"bare": True, "shielded": False}


def test_refusal_is_a_gap_and_the_ordinary_view_goes_on(tmp_path):
    script = """
import json, os, sys
import rootout.host.trust as trust
from rootout.host.syscall import Kernel
trust.take_witness = lambda kernel: trust.Witness(directories={})
def refuse(*_): raise PermissionError(1, "Operation not permitted")
Kernel.unshare_mounts = refuse
Kernel.execute = refuse
trust = trust.become_trusted()
print(json.dumps({"restarted": trust.is_restarted, "gaps": [gap.detail for gap in trust.gaps]}))
"""
    seen = preload.run(tmp_path, script, LD_PRELOAD=str(preload.build(tmp_path)))
    assert not seen["restarted"]
    assert any("cannot be covered" in gap for gap in seen["gaps"])
    assert any("cannot start again" in gap for gap in seen["gaps"])
    assert any("still in this process" in gap for gap in seen["gaps"])


def test_unknown_machine_is_a_gap(tmp_path):
    script = """
import json, os
os.uname = lambda: os.uname_result(("Linux", "name", "6.1", "1", "riscv64"))
from rootout.host.trust import become_trusted
trust = become_trusted()
preloaded = "hide_names" in open("/proc/self/maps").read()
print(json.dumps({"gaps": [gap.detail for gap in trust.gaps], "preloaded": preloaded}))
"""
    seen = preload.run(tmp_path, script, LD_PRELOAD=str(preload.build(tmp_path)))
    assert "riscv64" in seen["gaps"][0]
    assert not seen["preloaded"]
