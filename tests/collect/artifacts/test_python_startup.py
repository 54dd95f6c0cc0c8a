"""What every Python program runs."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.python_startup import parse
from rootout.model.file import EvidenceFile

FOLDER = "/usr/local/lib/python3.11/dist-packages"


def test_line_that_imports_is_told_and_a_path_is_not():
    (one,) = parse(EvidenceFile(f"{FOLDER}/x.pth", b"/opt/lib\nimport os; os.system('/opt/k')\n"))
    assert (one.command, one.text) == ("import os; os.system('/opt/k')",) * 2
    assert (one.origin.line, one.is_shared, one.targets) == (2, True, (f"{FOLDER}/x.pth",))
    assert (one.what, one.technique, one.user) == ("start-up code of Python", "T1546.018", "root")
    assert one.occasion == "with every Python program"


def test_module_that_imports_itself_is_one_whole():
    file = EvidenceFile("/home/bob/.local/lib/python3.11/site-packages/usercustomize.py", b"x = 1")
    file.account = "bob"
    (one,) = parse(file)
    assert (one.origin.line, one.command, one.user) == (None, "x = 1", "bob")
    assert not list(parse(EvidenceFile(f"{FOLDER}/sitecustomize.py", b"\n")))


@given(st.binary())
def test_any_bytes_are_survived(data):
    list(parse(EvidenceFile(f"{FOLDER}/x.pth", data)))
