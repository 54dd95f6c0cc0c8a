"""Programs that pose as the kernel."""

from tests.detect.examples import judged, process, stranger

from rootout.detect.checks.kernel_thread_masquerade import judge


def test_program_with_the_name_of_a_kernel_thread_is_found():
    (found,) = judged(
        judge, stranger("/tmp/.x", 51, name="kworker/0:3", arguments=("[kworker/0:3]",))
    )
    assert (found.severity, found.confidence) == ("critical", "high")
    assert "[kworker/0:3]" in found.why
    assert "/tmp/.x" in found.why


def test_packaged_interpreter_with_such_a_name_is_found():
    perl = process(executable="/usr/bin/perl", arguments=("[kworker/u8:1]",))
    (found,) = judged(judge, perl)
    assert found.severity == "high"


def test_program_without_arguments_is_found_with_less_confidence():
    (found,) = judged(judge, stranger("/opt/x", name="x", arguments=()))
    assert found.confidence == "medium"
    assert "shows itself as x" in found.why


def test_true_kernel_thread_is_left_alone():
    thread = process(
        name="kworker/0:3", is_kernel_thread=True, executable=None, arguments=(), package=None
    )
    assert judged(judge, thread, process()) == []
