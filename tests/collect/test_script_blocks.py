"""What goes with a line of a script, so that the script is still one without it."""

import re
import subprocess
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.script_blocks import MOST_TEXT, whole_lines
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
        "true": "true", "sudo() {": whole, "/tmp/x": whole, "}": whole,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("script", "line", "goes"),
    [
        ("if a; then\n/x\nfi", "/x", "if a; then\n/x\nfi"),
        ("if a\nthen\n/x\nfi", "/x", "if a\nthen\n/x\nfi"),
        ("if a; then\n/x\n/y\nfi", "/x", "/x"),
        ("if a; then\n/x\nelse\n/y\nfi", "/x", "if a; then\n/x\nelse\n/y\nfi"),
        ("if a; then\n/x\nelse\n/y\nfi", "/y", "else\n/y"),
        ("if a; then\n/x\nelse /y\nfi", "else /y", "else /y"),
        ("if a; then\n/x\nelse /y\n/z\nfi", "/z", "/z"),
        ("if a; then\n/x\nelif b; then\n/y\nelse\n/z\nfi", "/y", "elif b; then\n/y"),
        ("if a; then\n/x\nelif /b; then\n/y\n/z\nfi", "elif /b; then", "elif /b; then\n/y\n/z"),
        ("if a\nthen /x\nfi", "then /x", "if a\nthen /x\nfi"),
        ("(\n/x\n) &", "/x", "(\n/x\n) &"),
        ("[ a ] && {\n/x\n} || {\n/y\n}", "/y", "[ a ] && {\n/x\n} || {\n/y\n}"),
        ("f()\n\n{\n/x\n}\n/y", "/x", "f()\n\n{\n/x\n}"),
        ("case a in\nb) /x &\n;;\n*)\n/y\nesac", "b) /x &", "b) /x &\n;;"),
        ("case a in\nb) /x &\n/z\n;;\n*)\n/y\nesac", "/z", "/z"),
        ("case a in\nb) /x;;\n*)\n/y\nesac", "/y", "*)\n/y"),
        ("case a\nin\nb)\n/x\n;;\nesac", "/x", "case a\nin\nb)\n/x\n;;\nesac"),
        ("case a in\nb) if c; then\n/x\n/y\nfi\n;;\nesac\n/z", "/z", "/z"),
        ("/a |\n  # b\n  sh", "/a | sh", "/a |\n  # b\n  sh"),
        ("if a; then\n/x\n", "/x", "/x"),
        ("f() {\nif a; then\n/x\nfi\n}", "/x", "f() {\nif a; then\n/x\nfi\n}"),
        ("for i in 1; do /x; done\n/y", "/y", "/y"),
        ("while true\ndo\n/x\ndone >/y", "while true", "while true\ndo\n/x\ndone >/y"),
        ("fi\n/x", "/x", "/x"),
    ],
)  # fmt: skip
def test_block_goes_with_the_only_line_in_it(script, line, goes):
    assert texts(script)[line] == goes


@pytest.mark.parametrize(
    ("name", "script", "line", "goes"),
    [
        ("x.fish", "function sudo\n  /x\nend\n/y", "function sudo", "function sudo\n  /x\nend"),
        ("config.fish", "if a\n/x\nelse if b\n/y\nend", "/y", "else if b\n/y"),
        ("config.fish", "if a; b; end\n/x", "/x", "/x"),
        (".cshrc", "if (a) then\n/x\nendif\n/y", "/x", "if (a) then\n/x\nendif"),
        (".cshrc", "if (a) /x\n/y", "/y", "/y"),
    ],
)  # fmt: skip
def test_other_shells_have_other_words(name, script, line, goes):
    found = whole_lines(EvidenceFile(f"/etc/{name}", script.encode()))
    assert {str(one): one.text for one in found}[line] == goes


COMMANDS = (
    *("/x~", "a~ \\\n  b", "# c'", "", "if a~; then b; fi", "f~() { a; }", "x=~", "a~ |\n b"),
    *("a~ && # c\n\n b", "x='a~\nb'", 'echo "$(\n/x~\n)" # c', "sh <<E\nif~\nE"),
    *("cat <<-'E' | sh\n(~\n\tE", "echo 'a~\\'", 'echo "\\"a~"', "case a~ in b) c;; esac"),
)
FRAMES = (
    "if a~; then\n@\nfi #~",
    "f~() {\n@\n} #~",
    "while a~\ndo\n@\ndone >x #~",
    "if a~; then\n@\nelse # c~\n/x~\nfi #~",
    "if a~\nthen\n/x~\nelif b~; then\n@\nfi #~",
    "case a~ in\nb~) c\n@\n;; #~\n*~)\n@\nesac #~",
    "(\n@\n) #~",
    "f~()\n{\n@\n} #~",
    "if a~\nthen b\n@\nfi #~",
    "a~ | while read b; do\n@\ndone #~",
    "a && {\n@\n} || {\nb~\n} #~",
)
BLOCKS = st.recursive(
    st.sampled_from(COMMANDS),
    lambda inner: st.builds(
        lambda frame, lines: frame.replace("@", "\n".join(lines)),
        st.sampled_from(FRAMES),
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
        if not line.startswith(("else", ";;")):
            left = f"\n{script}\n".replace(f"\n{line.text}\n", "\n", 1)
            subprocess.run(["/bin/sh", "-n"], input=left.encode(), check=True)


@given(st.text(alphabet="if\n{};\\ \r#doe\udcff", max_size=60))
def test_any_text_is_read(script):
    lines = script.split("\n")
    for line in whole_lines(EvidenceFile("/x", script.encode(errors="surrogateescape"))):
        assert "\n".join(lines).count(line.text)


def test_blocks_in_blocks_do_not_fill_the_memory():
    script = "".join(f"f{number}() {{\n" for number in range(5000)) + "}\n" * 5000
    lines = list(whole_lines(EvidenceFile("/x", script.encode())))
    assert lines[0].text == script.strip()
    assert lines[4000].text == "f4000() {"
    assert sum(len(line.text) for line in lines) < 2 * MOST_TEXT


HOSTILE = (
    *("if a\n", "{\n", "}\n", "a\\\n", "\\", "fi;", "f() {\n", "else\na\n", "<<E\n\tE\n"),
    *("'\"\n", "<<E", "case a in\n", "a)\n", "a|", '"\\', "f()\n", "${", "a |\n", "("),
)


def test_a_long_hostile_script_is_read_in_no_time():
    began = time.process_time()
    for part in HOSTILE:
        list(whole_lines(EvidenceFile("/x", (part * 5_000).encode())))
    assert time.process_time() - began < 10
