"""Functions of arrays are carried out where the array is known."""

import pytest
from tests.webshell.php.following import told


@pytest.mark.parametrize(
    "name",
    [
        "implode('', array('sys', 'tem'))",
        "implode(array('sys', 'tem'))",
        "implode('', array_reverse(array('tem', 'sys')))",
        "implode('', explode(',', 'sys,tem'))",
        "implode('', str_split('system', 2))",
        "end(array('system'))",
        "str_replace(array('#', '@'), array('s', ''), '@#y#tem')",
        "str_replace(array('x'), '', 'sxysxtem')",
    ],
)
def test_name_out_of_an_array_is_found(name):
    assert "critical" in told(f"$f = {name}; $f($_GET['x']);")


def test_alphabet_is_known():
    code = "$a = range('a', 'z'); $f = $a[18].$a[24].$a[18].$a[19].$a[4].$a[12]; $f($_GET['x']);"
    assert "critical" in told(code)
    assert told("$n = range('0', '9'); $f = $n[1]; $f($_GET['x']);") == set()


@pytest.mark.parametrize(
    "code",
    ["implode($x, $y)", "explode('', 'a')", "str_split($x)", "range($x, 1)", "array_reverse($x)"],
)
def test_what_is_not_known_stays_unknown(code):
    assert told(f"eval({code});") == set()
