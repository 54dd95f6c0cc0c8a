"""Programs that the kernel starts."""

from tests.machine import Machine

from rootout.collect.artifacts.kernel_handlers import KernelHandler, collect
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap

CORE, LOADER = "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe"
FORMATS = "/proc/sys/fs/binfmt_misc"


def machine(**files):
    found = Machine()
    found.files = dict(files.get("files", {}))
    found.folders = files.get("folders", {})
    return found


def test_programs_are_told_with_their_occasion():
    host = machine(
        files={
            CORE: b"|/opt/x/core %p\n",
            LOADER: b"/sbin/modprobe\n",
            f"{FORMATS}/k": b"enabled\ninterpreter /opt/x/run\nflags: \n",
            f"{FORMATS}/off": b"disabled\ninterpreter /opt/x/run\n",
            f"{FORMATS}/status": b"enabled\n",
        },
        folders={FORMATS: ("k", "off", "status", "register")},
    )
    crash, module, format_ = (one for one in collect(host) if isinstance(one, KernelHandler))
    assert (crash.command, crash.targets) == ("/opt/x/core %p", ("/opt/x/core",))
    assert module.occasion == "when a kernel module is missing"
    assert format_.command == "/opt/x/run"
    setting, file = Entity("setting", CORE), Entity("file", "/opt/x/core")
    assert crash.entities() == (setting, file)
    assert tuple(crash.ties()) == (Tie(setting, "starts", file),)


def test_pattern_of_a_file_starts_nothing():
    assert list(collect(machine(files={CORE: b"core\n", LOADER: b"\n"}))) == []


def test_what_cannot_be_read_is_a_gap():
    host = machine(folders={FORMATS: ("gone",)})
    host.files = {}

    def refuse(path, *_):
        raise PermissionError(13, "denied", path)

    host.head = refuse
    gaps = list(collect(host))
    assert {type(one) for one in gaps} == {Gap}
    host.names = refuse
    assert len(list(collect(host))) == len(gaps)
