"""Code that is put out of sight is measured."""

import base64
import os

from rootout.webshell.shape import entropy, shape_of


def test_packed_texts_escapes_names_jumps_and_blanks_are_reasons():
    packed = base64.b64encode(os.urandom(1500))
    data = (
        b"<?php $O0O0 = 1; $OO00 = 2; $O00O = '" + packed + b"';" + b'"\\x41\\x42\\x43\\x44";' * 6
    )
    data += b"goto a;" * 10 + b" " * 300 + b"eval($x);"
    said = " ".join(shape_of(data).reasons)
    for word in ("packed", "escapes", "nobody could read", "goto", "blanks"):
        assert word in said


def test_ordinary_code_has_no_reasons():
    assert shape_of(b"<?php $name = 'a'; $price = 'b'; $items = 'c'; echo $name;").reasons == ()


def test_entropy_is_in_bits_a_byte():
    assert entropy(b"") == entropy(b"aaaa") == 0
    assert entropy(bytes(range(256))) == 8
