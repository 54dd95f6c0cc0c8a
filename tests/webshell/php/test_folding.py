"""PHP's functions of strings give what PHP gives."""

import base64
import bz2
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.webshell.php.folding import PURE, fold

TEXT = "system('id');"
RAW = TEXT.encode()


def latin(data: bytes) -> str:
    return data.decode("latin-1")


@pytest.mark.parametrize(
    ("name", "texts", "made"),
    [
        ("base64_decode", [base64.b64encode(RAW).decode()], TEXT),
        ("base64_decode", ["c3lz dGVt\n*"], "system"),
        ("base64_encode", ["a"], "YQ=="),
        ("gzinflate", [latin(zlib.compress(RAW)[2:-4])], TEXT),
        ("gzuncompress", [latin(zlib.compress(RAW))], TEXT),
        ("gzdecode", [latin(gzip.compress(RAW))], TEXT),
        ("bzdecompress", [latin(bz2.compress(RAW))], TEXT),
        ("str_rot13", ["flfgrz"], "system"),
        ("strrev", ["metsys"], "system"),
        ("hex2bin", ["73797374656d"], "system"),
        ("pack", ["H*", "73797374656d"], "system"),
        ("pack", ["C*", "115", "121"], "sy"),
        ("chr", ["371"], "s"),
        ("ord", ["s"], "115"),
        ("substr", ["asystem", "1"], "system"),
        ("substr", ["system", "-3", "2"], "te"),
        ("substr", ["system", "0", "-3"], "sys"),
        ("strtr", ["x1y", "xy", "ab"], "a1b"),
        ("str_replace", ["#", "", "s#y"], "sy"),
        ("str_ireplace", ["X", "", "sxy"], "sy"),
        ("sprintf", ["%s%%%c%d", "a", "98", "7"], "a%b7"),
        ("convert_uudecode", ["&<WES=&5M\n`"], "system"),
        ("base_convert", ["1751504350", "10", "36"], "system"),
        ("ucfirst", ["abc"], "Abc"),
        ("urldecode", ["a%20b+c"], "a b c"),
        ("str_pad", ["a", "3", "-"], "a--"),
        ("hexdec", ["ff"], "255"),
        ("octdec", ["17"], "15"),
        ("dechex", ["255"], "ff"),
        ("stripcslashes", ["\\x41"], "A"),
        ("strstr", ["a@b", "@"], "@b"),
        ("basename", ["/a/b.php", ".php"], "b"),
        ("trim", ["  a "], "a"),
    ],
)
def test_function_gives_what_php_gives(name, texts, made):
    assert fold(name, texts) == made


def test_what_cannot_be_told_is_not_told():
    assert fold("phpversion", []) is None
    assert fold("gzinflate", ["no"]) is None
    assert fold("str_repeat", ["a", "999999999"]) is None
    assert fold("sprintf", ["%5.2f", "1"]) is None
    assert fold("sprintf", ["%s%s", "1"]) is None
    assert fold("pack", ["N", "1"]) is None


@given(
    st.sampled_from(sorted(PURE)), st.lists(st.text(st.characters(max_codepoint=255)), max_size=4)
)
def test_any_texts_are_survived(name, texts):
    fold(name, texts)
