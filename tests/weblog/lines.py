"""Hostile lines of logs, as Hypothesis makes them."""

from hypothesis import strategies as st

_WORD = st.sampled_from(
    ["-", "a", "a b", "x y z", "", "1.2.3.4", "2001:db8::1", "[x]", "host:80", "{", "é", "\t", "\\"]
)
ADDRESSES = st.sampled_from([
    "203.0.113.9", "172.17.0.1", "72.17.0.1", "300.1.1.1", "01.2.3.4", "1.2.3", "0.0.0.0",
    "255.255.255.255", "2001:db8::1", "2001:db8:0:0:0:0:0:1", "2001:DB8::1", "::1", "::", ":",
    "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9",
    "::ffff:203.0.113.9", "::ffff:1:2", "::203.0.113.9", "fe80::1%eth0", "1:0:0:2::3", "0::1",
    "client.example", "localhost", "1.2.3.4:80", "-", "a..b", "1.2.3.4.", "00::1", "1::00a",
])  # fmt: skip
TIMES = st.sampled_from([
    "10/Oct/2000:13:55:36 -0700", "10/Oct/2000:23:59:59 +0530", "29/Feb/2001:00:00:00 +0000",
    "29/Feb/2000:00:00:00 +0000", "32/Jan/2000:00:00:00 +0000", "00/Jan/2000:00:00:00 +0000",
    "10/oct/2000:13:55:36 +0000", "10/Okt/2000:13:55:36 +0000", "10/Oct/2000:24:00:00 +0000",
    "10/Oct/2000:13:55:60 +0000", "10/Oct/2000:13:60:00 +0000", "10/Oct/2000:13:55:36 +2359",
    "10/Oct/2000:13:55:36 -2359", "10/Oct/2000:13:55:36 +2400", "10/Oct/2000:13:55:36 +0060",
    "01/Jan/0001:00:00:00 +0000", "01/Jan/0000:00:00:00 +0000", "31/Dec/9999:23:59:59 -2359",
    "1/Oct/2000:13:55:36 +0000", "10/Oct/2000:13:55:36 Z", "10/Oct/2000 13:55:36 +0000",
    "01/Jan/1969:00:00:00 +0000", "10/May/2000:13:55:36 +1600", "10/Sep/1800:13:55:36 +0000",
])  # fmt: skip
_TARGETS = st.sampled_from([
    "/", "/a?b=1", "/a b", "/é?ü", "", "*", "/a?", "?", "/?a?b", "http://x/y", "/\\x22", '/\\"',
    '/"', "/%2e%2e/", "/a'b", "/\t", "/\x0b", "/a HTTP/1.1", "/select", "/\u2028", "/\\",
])  # fmt: skip
_METHODS = st.sampled_from(["GET", "POST", "get", "M-SEARCH", "", "GETT", "DELETE", "É"])
_PROTOCOLS = st.sampled_from(["HTTP/1.1", "HTTP/", "HTTP/2.0", "http/1.1", "", "HTTP/1.1 x"])
_REQUESTS = st.builds(lambda *words: " ".join(words), _METHODS, _TARGETS, _PROTOCOLS) | _TARGETS
_STATUS = st.sampled_from(["200", "404", "000", "99", "2e2", "+20", "1000", "-", "٢٠٠", "999"])
_SIZE = st.sampled_from(["0", "5", "-", "", "1e3", "9" * 15, "9" * 16, "-5", " 5", "007"])
_TEXT = st.sampled_from(
    ["-", "", "curl/8", 'a\\"b', 'a"b', "ends\\", "ends\\\\", "${jndi:x}", "é\x85", "() { x", "<?x"]
)
_TAIL = st.sampled_from(["", "", "", " ", ' "x"', " 0.1", "x", ' "', '"', "\t"])


def _combined(*parts: str) -> str:
    head, address, ident, user, time, request, status, size, referrer, agent, tail = parts
    return (
        f'{head}{address} {ident} {user} [{time}] "{request}" {status} {size} '
        f'"{referrer}" "{agent}"{tail}'
    )


_HEADS = st.sampled_from(
    ["", "", "", "example.org:80 ", "1.2.3.4 ", "{x ", "#x ", "é ", " ", "a b "]
)
_IDENTS = st.sampled_from(["-", "-", "-", "x", "", "1.2.3.4"])
_GOOD_TIMES = st.just("10/Oct/2000:13:55:36 -0700")
_PARTS = (
    _HEADS, ADDRESSES, _IDENTS, _WORD, TIMES | _GOOD_TIMES, _REQUESTS, _STATUS, _SIZE, _TEXT,
    _TEXT, _TAIL,
)  # fmt: skip
COMBINED = st.builds(_combined, *_PARTS)
# One part at a time is odd: most of what can go wrong hides behind lines that are otherwise good.
GOOD = (
    "", "203.0.113.9", "-", "-", "10/Oct/2000:13:55:36 -0700", "GET /a?b=1 HTTP/1.1", "200", "5",
    "-", "curl/8", "",
)  # fmt: skip


def _one_odd(place: int) -> st.SearchStrategy[str]:
    return _PARTS[place].map(lambda part: _combined(*GOOD[:place], part, *GOOD[place + 1 :]))


_COMMON = COMBINED.map(lambda line: line.rpartition(' "')[0].rpartition(' "')[0])
_ANY = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r\0"))
_CUT = st.builds(lambda line, end: line[:end], COMBINED, st.integers(0, 120))
_BENT = st.builds(
    lambda line, place, text: line[:place] + text + line[place:],
    COMBINED, st.integers(0, 120), _ANY,
)  # fmt: skip
_ODD = st.one_of(*(_one_odd(place) for place in range(len(GOOD))))
LINES = st.one_of(
    _ODD, _ODD, COMBINED, _COMMON, _ODD.map(lambda s: s[: s.rfind(' "')]), _ANY, _CUT, _BENT
)
