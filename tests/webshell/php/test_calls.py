"""Calls of every form reach what they call."""

import pytest
from tests.webshell.php.following import flows, told


@pytest.mark.parametrize(
    "code",
    [
        "\\system($_GET['x']);",
        "$f = 'system'; $f($_GET['x']);",
        "('sys' . 'tem')($_GET['x']);",
        "$_GET['f']($_GET['x']);",
        "call_user_func_array('system', array($_GET['x']));",
        "$r = new ReflectionFunction($_GET['f']); $r->invoke($_GET['a']);",
        "function f($a, ...$more) { system($more[0]); } f(1, $_GET['x']);",
        "function f($a = 'id') { return $a; } system(f($_GET['x']));",
        "class A { function __construct($c) { system($c); } } new A($_GET['x']);",
        "$o = new class { function go($c) { system($c); } }; $o->go($_GET['x']);",
        "$f = array('X', 'system'); $f($_GET['x']);",
        "define('C', $_GET['x']); eval(C);",
        "eval(getenv('HTTP_X'));",
        "$w = new COM('WScript.Shell'); $w->exec($_GET['x']);",
    ],
)
def test_call_is_followed(code):
    assert "critical" in told(code)


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("filter_input(INPUT_GET, 'x')", "critical"),
        ("file_get_contents('php://input')", "critical"),
        ("curl_exec($c)", "high"),
        ("file_get_contents('https://example.org/x')", "high"),
        ("mysqli_fetch_row($r)", "medium"),
        ("file_get_contents('template.php')", "low"),
        ("wp_unslash($_POST['x'])", "medium"),
    ],
)
def test_where_it_comes_from_says_how_bad_it_is(source, severity):
    assert flows(f"eval({source});")[0][0] == severity


def test_methods_and_classes_named_by_a_request_are_not_much():
    assert told("$o->{$_GET['m']}();") == {"low"}
    assert told("new $_GET['c'];") == {"low"}


def test_include_of_what_the_request_names_is_kept_for_small_files_to_judge():
    assert told("include $_GET['p'];") == {"low"}
    assert told("include 'php://input';") == {"low"}
