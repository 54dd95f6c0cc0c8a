"""Functions that do harm are known in all their forms."""

import pytest
from tests.webshell.php.following import flows, told


@pytest.mark.parametrize(
    "code",
    [
        "preg_replace('/.*/e', $_POST['x'], '');",
        "preg_replace('~x~ie', 'strtolower(\"\\\\1\")', $_POST['x']);",
        "preg_replace($_GET['p'], $_GET['r'], 'x');",
        "mb_ereg_replace('.*', $_GET['r'], 'x', 'e');",
        "create_function('$a', $_GET['x']);",
        "array_map('assert', (array) $_POST['x']);",
        "array_walk($_POST, $_GET['f']);",
        "uasort($_GET['a'], $_GET['f']);",
        "register_shutdown_function($_GET['f'], $_GET['x']);",
        "extract($_GET); eval($z);",
        "parse_str($_SERVER['QUERY_STRING']); $a($b);",
    ],
)
def test_harm_is_found(code):
    assert "critical" in told(code)


@pytest.mark.parametrize(
    "code",
    [
        "preg_replace('/e/', $_POST['x'], '');",
        "array_map('trim', $_POST);",
        "extract($row);",
        "ob_start('ob_gzhandler');",
        "set_error_handler(array($this, 'handle'));",
        "file_put_contents('cache/' . md5($_GET['k']), 'x');",
    ],
)
def test_harmless_use_of_them_is_left_alone(code):
    assert told(code) == set()


def test_programs_that_are_written_are_found():
    assert flows("file_put_contents('x.php', $_POST['c']);") == [
        ("high", "file_put_contents", "request")
    ]
    assert told("move_uploaded_file($_FILES['f']['tmp_name'], $_FILES['f']['name']);") == {"low"}
    assert told("copy('a', 'b.php');") == set()
