"""Commands of APT and dpkg."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.package_hooks import parse
from rootout.model.file import EvidenceFile

APT, DPKG = "/etc/apt/apt.conf.d/x", "/etc/dpkg/dpkg.cfg.d/x"


def read(text, path=APT):
    return list(parse(EvidenceFile(path, text.encode(errors="surrogateescape"))))


@pytest.mark.parametrize(
    "text",
    [
        'DPkg::Post-Invoke {"/opt/x";};',
        'APT::Update::Pre-Invoke:: "/opt/x";',
        'DPkg { Pre-Install-Pkgs { "/opt/x"; }; };',
        'dpkg::post-invoke\n{\n  "/opt/x";\n};\n',
        'APT::Update::Post-Invoke-Success {"/opt/x"};',
    ],
)
def test_command_is_told_however_it_is_written(text):
    (one,) = read(text)
    assert (one.command, one.targets, one.user) == ("/opt/x", ("/opt/x",), "root")
    assert (one.what, one.technique) == ("hook of the package manager", "T1546.016")
    assert one.option.lower() in one.occasion.lower()


def test_text_is_whole_lines_that_can_be_taken_out():
    text = 'A "1";\nDPkg::Post-Invoke {\n "/a \\"b\\"";\n "/c";\n};\nB "2";\n'
    first, second = read(text)
    assert first.text == second.text == 'DPkg::Post-Invoke {\n "/a \\"b\\"";\n "/c";\n};'
    assert (first.origin.line, first.command, first.is_shared) == (2, '/a "b"', True)
    (alone,) = read('DPkg::Post-Invoke {"/a";};\n')
    assert not alone.is_shared


def test_comments_run_nothing():
    assert read('// DPkg::Post-Invoke {"/x";};\n# DPkg::Post-Invoke {"/x";};\n') == []
    assert read('/* DPkg::Post-Invoke {"/x";};\n*/\nA "//x";') == []


def test_hook_of_dpkg_is_told():
    (one,) = read('# x\nno-debsig\npre-invoke="/opt/x -q"\n', DPKG)
    assert (one.command, one.option, one.is_shared) == ("/opt/x -q", "pre-invoke", True)


@given(st.text(alphabet='DPkg:Post-Invoke{}";/*\n #\\a'), st.sampled_from([APT, DPKG]))
def test_any_text_is_survived(text, path):
    for one in read(text, path):
        assert one.text in text
