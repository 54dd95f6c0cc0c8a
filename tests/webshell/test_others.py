"""Shells in other languages are found, and pages that only show a request are not."""

import pytest

from rootout.webshell.others import signs


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("jsp", '<% Process p = Runtime.getRuntime().exec(request.getParameter("c")); %>'),
        ("jsp", '<% String c = request.getParameter("c"); new ProcessBuilder(c).start(); %>'),
        ("asp", '<%eval request("x")%>'),
        ("asp", '<%@ Page Language="Jscript"%><%eval(Request.Item["x"],"unsafe");%>'),
        (
            "asp",
            '<% Set o=Server.CreateObject("WScript.Shell")\no.exec("cmd /c " & request("c")) %>',
        ),
        ("perl", 'my $c = $q->param("c"); print `$c`;'),
        ("python", 'f = cgi.FieldStorage()\nos.popen(f.getvalue("c"))'),
        ("shell", 'echo; eval "$(echo $QUERY_STRING)"'),
        ("htaccess", "\nAddType application/x-httpd-php .jpg\n"),
        ("ini", "\nauto_prepend_file=/tmp/x.jpg\n"),
    ],
)
def test_shell_is_found(language, code):
    found = list(signs(language, code.encode()))
    assert found
    assert found[0].severity in ("high", "critical")
    assert found[0].line >= 1


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("jsp", '<% out.print(request.getParameter("c")); %>'),
        ("asp", '<% response.write(request("x")) %>'),
        ("perl", 'print "hello";'),
        ("python", 'os.popen("ls").read()'),
        ("shell", 'echo "$QUERY_STRING"'),
        ("htaccess", "AddType application/x-httpd-php .php\nOptions -Indexes\n"),
        ("ini", "memory_limit = 128M\n"),
    ],
)
def test_ordinary_page_is_left_alone(language, code):
    assert not list(signs(language, code.encode()))
