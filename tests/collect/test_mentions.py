"""Absolute paths are found in any text, and no text takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.mentions import LONGEST, MOST, interpreted_in, mentions_of


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (b"/usr/lib/.x/k", ("/usr/lib/.x/k",)),
        (b"X=/opt/x;Y=/opt/y", ("/opt/x", "/opt/y")),
        (b"PATH=/a/b:/c/d", ("/a/b", "/c/d")),
        (b"cp '/tmp/a b' \"/tmp/c d\"", ("/tmp/a b", "/tmp/a", "/tmp/c d", "/tmp/c")),
        (b"run >/var/log/x 2>&1", ("/var/log/x",)),
        (b"/tmp//.x/../y", ("/tmp/y",)),
        (b"see /etc/motd.", ("/etc/motd",)),
        (b"http://host/file ftp://x/y", ()),
        (b"./a b/c ~/d ../e", ()),
        (b"1/2 a/b s/x/y/", ()),
        (b"/ // ///", ()),
        (b"/a /a /b", ("/a", "/b")),
        (b"/t\xff", ("/t",)),
    ],
)
def test_paths_are_found_in_their_order(text, paths):
    assert mentions_of(text) == paths


def test_number_of_paths_is_bounded():
    assert len(mentions_of(b" ".join(b"/x/%d" % number for number in range(500)))) == MOST


@pytest.mark.parametrize(
    "text",
    [
        b"sh /x/k",
        b"#!/bin/sh\n. /x/k\n",
        b"/usr/bin/python3.11 -u /x/k",
        b'bash -x -e "/x/k"',
        b"(nohup perl /x/k &)",
        b"source\t/x/k",
    ],
)
def test_what_an_interpreter_is_handed_is_known(text):
    assert interpreted_in(text) == {"/x/k"}


@pytest.mark.parametrize("text", [b"push /x/k", b"cat /x/k", b"sh -c x", b"sh\n/x/k", b"a./x/k"])
def test_what_is_only_named_is_not_run(text):
    assert interpreted_in(text) == frozenset()


@pytest.mark.parametrize("part", [b"/", b"/a", b"a", b". ", b"sh -a ", b'"/', b"'/x'", b"sh \t"])
def test_hostile_text_takes_no_longer_than_an_honest_one(part):
    text = part * (LONGEST // len(part))
    began = time.process_time()
    mentions_of(text)
    interpreted_in(text)
    assert time.process_time() - began < 30


@given(st.binary() | st.text("/sh .-'\"\n:x").map(str.encode))
def test_any_bytes_give_absolute_paths(text):
    for path in (*mentions_of(text), *interpreted_in(text)):
        assert path.startswith("/")
        assert "/../" not in path
