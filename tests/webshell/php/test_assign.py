"""Whatever can hold a value keeps it."""

import pytest
from tests.webshell.php.following import told


@pytest.mark.parametrize(
    "code",
    [
        "$a = $_GET['x']; eval($a);",
        "$a = ''; $a .= $_GET['x']; eval($a);",
        "$a['k'] = $_GET['x']; eval($a['k']);",
        "$a[] = $_GET['x']; eval($a[0]);",
        "[$a, $b] = [$_GET['x'], 1]; eval($a);",
        "list('k' => $a) = array('k' => $_GET['x']); eval($a);",
        "$o->p = $_GET['x']; eval($o->p);",
        "$n = 'a'; $$n = $_GET['x']; eval($a);",
        "$a = &$_GET['x']; eval($a);",
        "$a = $_GET['x']; if ($b) { $a = 'safe'; } eval($a);",
        "$$_GET['n'] = $_GET['x']; eval($code);",
        "$x = 'systel'; $x++; $x($_GET['a']);",
    ],
)
def test_value_comes_out_again(code):
    assert "critical" in told(code)


def test_value_that_is_replaced_is_forgotten():
    assert told("$a = $_GET['x']; $a = 'safe'; eval($a);") == set()


def test_item_under_an_unknown_key_is_only_perhaps_the_requests():
    assert told("$a[$i] = $_GET['x']; eval($a[$j]);") == {"medium"}
