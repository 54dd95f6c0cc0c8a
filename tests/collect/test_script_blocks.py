"""What goes with a line of a script, so that the script is still one without it."""

import re
import subprocess
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.script_blocks import whole_lines
from rootout.model.file import EvidenceFile


def texts(script):
    data = script.encode(errors="surrogateescape")
    return {str(line): line.text for line in whole_lines(EvidenceFile("/etc/rc.local", data))}


def test_line_stands_for_itself():
    script = "#!/bin/sh\n# why \\\n/opt/a &\n\n  /opt/b\r\n"
    assert texts(script) == {"/opt/a &": "/opt/a &", "/opt/b": "  /opt/b\r"}
    first, second = whole_lines(EvidenceFile("/x", script.encode()))
    assert (first.origin.line, second.origin.line) == (3, 5)


def test_line_that_is_carried_on_goes_whole():
    assert texts("a \\\n  b \\\r\n c\nd \\\\\ne\\") == {
        "a b c": "a \\\n  b \\\r\n c",
        "d \\\\": "d \\\\",
        "e\\": "e\\",
    }


def test_function_goes_whole_and_so_does_its_only_line():
    whole = "sudo() {\n  # steal\n  /tmp/x\n}"
    assert texts(f"true\n{whole}\n") == {
        "true": "true", "sudo() {": whole, "/tmp/x": whole, "}": "}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("script", "line", "goes"),
    [
        ("if a; then\n/x\nfi", "/x", "if a; then\n/x\nfi"),
        ("if a\nthen\n/x\nfi", "/x", "if a\nthen\n/x\nfi"),
        ("if a; then\n/x\n/y\nfi", "/x", "/x"),
        ("if a; then\n/x\nelse\n/y\nfi", "/x", "/x"),
        ("if a; then\n/x\n", "/x", "/x"),
        ("f() {\nif a; then\n/x\nfi\n}", "/x", "f() {\nif a; then\n/x\nfi\n}"),
        ("for i in 1; do /x; done\n/y", "/y", "/y"),
        ("while true\ndo\n/x\ndone >/y", "while true", "while true\ndo\n/x\ndone >/y"),
        ("fi\n/x", "/x", "/x"),
    ],
)  # fmt: skip
def test_block_goes_with_the_only_line_in_it(script, line, goes):
    assert texts(script)[line] == goes


BLOCKS = st.recursive(
    st.sampled_from(["/x~", "a~ \\\n  b", "# c", "", "if a~; then b; fi", "f~() { a; }", "x=~"]),
    lambda inner: st.builds(
        lambda frame, lines: frame.replace("@", "\n".join(lines)),
        st.sampled_from(["if a~; then\n@\nfi", "f~() {\n@\n}", "while a~\ndo\n@\ndone >x"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@given(st.lists(BLOCKS, max_size=4).map("\n".join))
def test_what_is_left_of_a_script_is_still_one(template):
    number = count()
    script = re.sub("~", lambda _: str(next(number)), template)  # no two lines are alike
    if subprocess.run(["/bin/sh", "-n"], input=script.encode(), check=False).returncode:
        return
    for line in whole_lines(EvidenceFile("/x", script.encode())):
        if str(line) not in ("}", "fi", "done >x", "do"):
            left = f"\n{script}\n".replace(f"\n{line.text}\n", "\n", 1)
            subprocess.run(["/bin/sh", "-n"], input=left.encode(), check=True)


@given(st.text(alphabet="if\n{};\\ \r#doe\udcff", max_size=60))
def test_any_text_is_read(script):
    lines = script.split("\n")
    for line in whole_lines(EvidenceFile("/x", script.encode(errors="surrogateescape"))):
        assert "\n".join(lines).count(line.text)


def test_a_megabyte_is_read_in_no_time():
    began = time.process_time()
    for part in ("if a\n", "{\n", "}\n", "a\\\n", "\\", "fi;", "f() {\n"):
        list(whole_lines(EvidenceFile("/x", (part * 50_000).encode())))
    assert time.process_time() - began < 60
