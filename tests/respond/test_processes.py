import pytest
from tests.respond.fake_kernel import FakeProcess, FakeServer, Kernel

from rootout.host.api import ProcessRef
from rootout.respond.processes import alive, named


def test_only_the_very_process_that_was_named_counts(tmp_path):
    kernel = Kernel(processes={"7:8": FakeProcess("/"), "9:9": FakeProcess("/", is_alive=False)})
    host = FakeServer(str(tmp_path), kernel)
    assert alive(host, ("7:8", "7:9", "9:9")) == [ProcessRef(pid=7, start_ticks=8)]


@pytest.mark.parametrize(
    ("count", "text"), [(1, "pid 0"), (8, "pid 0, 1, 2, 3, 4, 5, 6, 7"), (10, "6, 7 and 2 more")]
)
def test_many_processes_are_named_in_one_short_line(count, text):
    assert named(tuple(f"{pid}:1" for pid in range(count))).endswith(text)
