"""Preloaded libraries."""

import pytest
from tests.detect.examples import file, judged, process

from rootout.detect.checks.preload_in_environment import judge
from rootout.model.entity import Entity


@pytest.mark.parametrize("variable", ["LD_PRELOAD=/tmp/h.so", "LD_AUDIT=/usr/lib/a.so /opt/.h.so"])
def test_library_in_a_hidden_or_temporary_place_is_found(variable):
    (found,) = judged(judge, process(environment=(variable,)))
    assert (found.severity, found.confidence) == ("high", "high")
    assert found.entities[0] == Entity("file", variable.split("=")[1].split()[-1])


def test_library_that_no_package_owns_is_found():
    library = file("/usr/lib/libhide.so")
    (found,) = judged(judge, process(environment=("LD_PRELOAD=/usr/lib/libhide.so",)), library)
    assert found.confidence == "medium"


def test_packaged_library_is_left_alone():
    library = file("/usr/lib/libjemalloc.so.2", package="libjemalloc2", is_intact=True)
    environment = ("LD_PRELOAD=/usr/lib/libjemalloc.so.2", "LD_LIBRARY_PATH=/tmp/x")
    assert judged(judge, process(environment=environment), library) == []


def test_library_of_which_nothing_is_known_is_left_alone():
    environment = ("LD_PRELOAD=libeatmydata.so:/usr/lib/libsnoopy.so",)
    assert judged(judge, process(environment=environment)) == []
