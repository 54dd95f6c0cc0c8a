"""A request is followed through whatever a file does with it, and innocent code is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.webshell.php.following import flows, told

from rootout.webshell.php.follow import follow


@pytest.mark.parametrize(
    "code",
    [
        "eval($_POST['c']);",
        "function run($c) { return shell_exec($c); } echo run($_POST['cmd']);",
        "if (isset($_GET['x'])) { $c = $_GET['x']; } else { $c = 'id'; } passthru($c);",
        "class A { function __destruct() { eval($this->c); } } $a = new A; $a->c = $_GET['x'];",
        "class B { static function go($c) { system($c); } } B::go($_GET['c']);",
        "function never_called() { eval($_POST['x']); }",
        "class C { function never_called() { system($_GET['x']); } }",
        "$f = function ($c) { eval($c); }; $f($_COOKIE['a']);",
        "$f = fn($c) => system($c); $f($_COOKIE['a']);",
        "foreach ($_POST as $k => $v) { $k($v); }",
        "session_start(); $_SESSION['x'] = $_POST['x']; eval($_SESSION['x']);",
        "$a = $_GET; $a['f']($a['x']);",
        "list($a, $b) = array($_GET['a'], 'x'); eval($a);",
        "function f(&$x) { $x = $_POST['a']; eval($x); } f($y);",
        "$GLOBALS['z'] = $_POST['a']; function g() { global $z; eval($z); } g();",
    ],
)  # fmt: skip
def test_request_that_is_run_is_found(code):
    assert "critical" in told(code)


@pytest.mark.parametrize(
    "code",
    [
        "echo htmlspecialchars($_GET['q']);",
        "$page = intval($_GET['p']); eval('return ' . $page . ';');",
        "system('ls ' . escapeshellarg($_GET['d']));",
        "include 'pages/' . $_GET['p'] . '.php';",
        "$x = strlen($_POST['a']); exec($x);",
        "move_uploaded_file($_FILES['f']['tmp_name'], '/srv/files/' . md5($_FILES['f']['name']));",
        "$db->exec('delete from x where id = ' . (int) $_GET['id']);",
        "eval('1;');",
        "$f = 'strlen'; $f($_GET['x']);",
        "usort($list, 'compare');",
    ],
)
def test_ordinary_code_is_left_alone(code):
    assert not told(code) & {"critical", "high", "medium"}


def test_text_that_is_run_is_followed_where_it_stands():
    (found,) = flows("eval(base64_decode('ZXZhbCgkX1BPU1RbMV0pOw=='));")
    assert found == ("critical", "eval", "request")


def test_endless_code_ends():
    follow(b"<?php function a() { b(); } function b() { a(); } a(); while (true) { $x .= 'a'; }")
    follow(b"<?php " + b"(" * 5000)
    follow(b"<?php $x = " + b"'a'." * 20_000 + b"'b';")
    follow(b"<?php " + b"$a = [" * 3000)


def test_budget_ends_what_asks_for_too_much():
    assert min(follow(b"<?php for ($i = 0; $i < 9; $i += 0) { $x = $i + 1; }").steps) <= 0


@given(st.binary())
def test_any_bytes_are_survived(data):
    follow(b"<?php " + data)
