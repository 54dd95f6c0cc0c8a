import os

import pytest

from rootout.host.bpf.assembler import Code
from rootout.host.bpf.loader import MAP_ARRAY, Loader
from rootout.host.syscall import open_kernel

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="loading programs is for root")


@pytest.fixture
def loader():
    made = Loader(open_kernel())
    yield made
    made.close()


def test_a_program_is_loaded_and_attached(loader):
    code = Code()
    code.end()
    loader.attach("sched_process_exit", code.assemble())


def test_the_kernels_reasons_against_a_program_are_told(loader):
    code = Code()
    code.load(8, 0, 5, 0)
    code.end()
    with pytest.raises(OSError, match="R5"):
        loader.attach("sched_process_exit", code.assemble())


def test_maps_end_with_the_loader():
    loader = Loader(open_kernel())
    descriptor = loader.map(MAP_ARRAY, 4, 8, 1)
    assert not os.get_inheritable(descriptor)
    loader.close()
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(descriptor)
