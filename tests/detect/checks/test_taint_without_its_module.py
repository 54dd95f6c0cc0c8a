import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.collect.artifacts.kernel_taint import KernelTaint
from rootout.detect.checks.taint_without_its_module import judge

FOREIGN = "module built outside the kernel's tree"


def module(taints="", **given):
    return example(KernelModule, name="m", taints=taints, **{"has_index": True} | given)


def taint(*reasons):
    return example(KernelTaint, taint=4096, reasons=reasons)


def test_taint_that_no_loaded_module_explains_is_found():
    (one,) = judged(judge, taint(FOREIGN, "unsigned module"), module("E"))
    assert (one.severity, one.confidence) == ("low", "low")
    assert FOREIGN in one.why
    assert "unsigned" not in one.why


@pytest.mark.parametrize(
    "records",
    [
        (taint(FOREIGN), module("POE")),
        (taint("proprietary module", "kernel warning"), module()),
        (taint(FOREIGN), module(has_index=False)),
        (taint(FOREIGN),),
        (module(),),
    ],
    ids=["explained", "no module", "container", "no modules", "clean"],
)
def test_taint_that_is_explained_or_somebody_elses_is_left_alone(records):
    assert judged(judge, *records) == []
