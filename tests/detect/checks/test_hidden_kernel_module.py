from tests.detect.examples import example, judged

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.detect.checks.hidden_kernel_module import judge
from rootout.model.entity import Entity


def module(name, *, proc=True, sys=True, state="live"):
    return example(KernelModule, name=name, state=state, in_proc_modules=proc, in_sys_module=sys)


ORDINARY = module("ext4")


def test_module_that_lsmod_does_not_show_is_found():
    (one,) = judged(judge, ORDINARY, module("kit", proc=False))
    assert (one.severity, one.entities) == ("critical", (Entity("module", "kit"),))


def test_module_that_sys_does_not_show_is_found():
    (one,) = judged(judge, ORDINARY, module("kit", sys=False))
    assert "/sys/module does not" in one.why


def test_module_that_comes_or_goes_is_left_alone():
    coming = module("new", sys=False, state="loading")
    assert judged(judge, ORDINARY, coming, module("old", proc=False, state="unloading")) == []


def test_container_that_is_not_shown_sys_is_left_alone():
    assert judged(judge, module("ext4", sys=False), module("zfs", sys=False)) == []
