"""Files are what their bytes say, and most PHP needs no tree."""

import pytest
from tests.webshell import shells

from rootout.webshell.first_look import language_of, may_harm, plain


@pytest.mark.parametrize(
    ("name", "data", "language"),
    [
        ("a.jpg", b"\xff\xd8\x00<?php x", "php"),
        ("a.php", b"<?= 1", "php"),
        ("a.php", b"plain", ""),
        ("a.xml", b"<?xml version='1.0'?>", ""),
        ("a.jsp", b"<% out %>", "jsp"),
        ("a.aspx", b"<%@ Page %>", "asp"),
        ("a", b"#!/usr/bin/perl\n", "perl"),
        ("a", b"#!/usr/bin/env python3\n", "python"),
        ("a", b"#!/bin/sh\n", "shell"),
        (".htaccess", b"", "htaccess"),
        (".user.ini", b"", "ini"),
        ("a.css", b"body {}", ""),
    ],
)
def test_language_is_told_by_content_first(name, data, language):
    assert language_of(name, data) == language


def test_encodings_and_old_openings_are_made_plain():
    assert plain(b"\xff\xfe" + "<?php".encode("utf-16-le")) == b"<?php"
    assert plain(b"\xef\xbb\xbf<?php") == b"<?php"
    assert plain(b"<script language='php'>x") == b"<?php x"


def test_every_plain_shell_deserves_a_tree_and_an_ordinary_page_does_not():
    assert all(may_harm(one.encode()) for one in shells.plain())
    assert not may_harm(shells.PAGE.encode())
