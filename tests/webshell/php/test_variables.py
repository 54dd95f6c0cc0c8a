"""Variables are read, and those that the request fills are known under every name."""

import pytest
from tests.webshell.php.following import told


@pytest.mark.parametrize(
    "source",
    [
        "$_GET['x']",
        "$_POST[0]",
        "$_COOKIE['x']",
        "$_REQUEST['a']['b']",
        "$HTTP_RAW_POST_DATA",
        "$_SERVER['HTTP_USER_AGENT']",
        "$_SERVER['QUERY_STRING']",
        "$_FILES['f']['name']",
        "${'_' . 'GET'}['x']",
        "$GLOBALS['_GET']['x']",
        "$GLOBALS['_P' . 'OST']",
    ],
)
def test_request_is_known(source):
    assert "critical" in told(f"eval({source});")


@pytest.mark.parametrize(
    "source",
    ["$_SERVER['SCRIPT_NAME']", "$unset", "$_ENV['PATH']", "A::B", "$o->p", "$GLOBALS['a']"],
)
def test_what_the_request_does_not_fill_is_left_alone(source):
    assert told(f"eval({source});") == set()


def test_letters_of_a_text_and_constants_of_a_class_are_known():
    assert "critical" in told(
        "$s = 'mets y'; $f = $s[3].$s[5].$s[3].$s[2].$s[1].$s[0]; $f($_GET['x']);"
    )
    assert "critical" in told("class A { const F = 'system'; } $f = A::F; $f($_GET['x']);")
