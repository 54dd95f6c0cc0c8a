import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.kernel_modules import KernelModule
from rootout.collect.artifacts.module_files import ModuleFile
from rootout.detect.checks.kernel_module_of_nobody import judge
from rootout.model.entity import Entity


def loaded(name="kit", **given):
    common = {"has_index": True, "is_packaged_kernel": True, "state": "live", "taints": "OE"}
    return example(KernelModule, name=name, **common | given)


def dropped(name="kit", **given):
    return example(ModuleFile, name=name, path=f"/lib/modules/6/extra/{name}.ko", **given)


def found(*records):
    return [(one.severity, one.confidence) for one in judged(judge, *records)]


def test_loaded_module_without_a_file_is_found():
    (one,) = judged(judge, loaded())
    assert (one.severity, one.confidence) == ("medium", "low")
    assert one.entities == (Entity("module", "kit"),)


@pytest.mark.parametrize(
    ("others", "state"), [((), "waits"), ((loaded(path="/x"),), "is in the kernel")]
)
def test_module_file_that_was_dropped_is_found(others, state):
    (one,) = judged(judge, dropped(), *others)
    assert state in one.why
    assert (one.severity, one.confidence) == ("medium", "low")


@pytest.mark.parametrize("given", [{"taints": "OEK"}, {"name": "stap_1234__56"}])
def test_live_patches_and_probes_are_told_quietly(given):
    assert found(loaded(**given)) == [("low", "low")]


@pytest.mark.parametrize(
    "record",
    [
        loaded(path="/lib/modules/6/kernel/ext4.ko"),
        loaded(has_index=False),
        loaded(is_packaged_kernel=False),
        dropped(is_dkms=True),
    ],
    ids=["indexed", "container", "own kernel", "dkms"],
)
def test_module_that_is_explained_is_left_alone(record):
    assert found(record) == []
