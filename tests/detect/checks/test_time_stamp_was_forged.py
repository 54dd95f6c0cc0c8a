import pytest
from tests.detect.examples import NOON, judged
from tests.detect.examples import file as unowned

from rootout.detect.checks.time_stamp_was_forged import judge
from rootout.model.entity import Entity

OLD = NOON - 300 * 86_400


def program(path="/usr/bin/kworkd", **given):
    place = {"is_hidden": "/." in path, "is_temporary": path.startswith("/tmp/")}
    return unowned(path, **{"modified": OLD, "born": NOON} | place | given)


def test_time_of_a_packaged_program_is_found():
    own = program("/usr/bin/ls", package="coreutils", is_intact=True)
    (one,) = judged(judge, program(), own)
    assert (one.severity, one.confidence) == ("medium", "low")
    assert one.entities == (Entity("file", "/usr/bin/kworkd"),)
    assert "exactly that of /usr/bin/ls" in one.why


@pytest.mark.parametrize("path", ["/usr/bin/kworkd", "/lib/x", "/etc/x", "/tmp/.x/k"])
def test_time_before_birth_is_found_and_is_a_hint(path):
    (one,) = judged(judge, program(path))
    assert (one.severity, one.confidence) == ("low", "low")
    assert "full second" in one.why


@pytest.mark.parametrize(
    "file",
    [
        program("/usr/local/bin/kubectl"),
        program("/opt/tool/bin/x"),
        program("/home/alice/.cargo/bin/x"),
        program("/tmp/build/x"),
        program(package="p", is_intact=True),
        program(born=None),
        program(born=OLD + 60),
        program(modified=OLD + 0.25),
        program(content="data", is_executable=False),
        program(kind="directory"),
    ],
    ids=range(10),
)
def test_what_was_unpacked_copied_or_installed_is_left_alone(file):
    assert judged(judge, file) == []
