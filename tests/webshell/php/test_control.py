"""Loops whose bounds are known are turned; branches are all gone through."""

import pytest
from tests.webshell.php.following import told


@pytest.mark.parametrize(
    "code",
    [
        "$s = ''; for ($i = 0; $i < 6; $i++) { $s .= chr(ord('rxrudl'[$i]) ^ 1); } $s($_GET['a']);",
        "$s = ''; $i = 0; while ($i < 6) { $s .= 'system'[$i]; $i++; } $s($_GET['a']);",
        "foreach (array('s', 'ystem') as $p) { $s .= $p; } $s($_GET['a']);",
        "foreach (array('a' => 'sys', 'b' => 'tem') as $k => $p) { $s .= $p; } $s($_GET['a']);",
        "switch ($x) { case 1: eval($_GET['a']); }",
        "try { f(); } catch (E $e) { eval($_GET['a']); } finally { }",
        "do { eval($_GET['a']); } while ($x);",
        "if ($x): eval($_GET['a']); endif;",
        "while ($x) { eval($_GET['a']); }",
        "const C = 'system'; $f = C; $f($_GET['a']);",
        "function f() { static $n = 'system'; $n($_GET['a']); } f();",
    ],
)
def test_statement_is_gone_through(code):
    assert "critical" in told(code)


def test_loop_that_never_runs_does_nothing():
    assert told("for ($i = 1; $i < 1; $i++) { eval($_GET['a']); }") == set()
