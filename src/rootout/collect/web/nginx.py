"""nginx' configuration: https://nginx.org/en/docs/beginners_guide.html#conf_structure.

Directives end with a semicolon or hold a block; includes are followed; variables stay as they are.
"""

import posixpath
import re
from collections.abc import Iterator

from rootout.collect.patterns import expand
from rootout.collect.web.site import Log, Site
from rootout.host.api import Host
from rootout.model.value import value

MAIN = "/etc/nginx/nginx.conf"
PREFIX = "/etc/nginx"
LOGGED = "/var/log/nginx/access.log"  # as Debian and Red Hat compile it in
DEFAULT_ROOTS = ("/usr/share/nginx/html", "/var/www/html")
DEEPEST = 8  # blocks in blocks, and includes in includes
MOST_FILES = 500
MOST_BYTES = 4 * 1024 * 1024  # of one file
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<end>[;{}])|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<word>(?:\\.|\$\{[^}]*\}|[^\s;{}"'\\]|["'\\](?=\S))+)""",
    re.DOTALL,
)


@value
class Directive:
    """One directive with its words and its block."""

    name: str
    words: tuple[str, ...]
    block: tuple["Directive", ...]
    path: str
    line: int


def sites(host: Host) -> Iterator[Site]:
    """Yield each server of nginx; nothing where there is no nginx. Raises OSError."""
    try:
        host.stat(MAIN)
    except FileNotFoundError:
        return
    tree = _Files(host).read(MAIN, DEEPEST)
    http = [one for one in tree if one.name == "http"]
    for outer in http:
        formats = {
            one.words[0]: "".join(one.words[1:]).removeprefix("escape=json")
            for one in outer.block
            if one.name == "log_format" and len(one.words) > 1
        }
        for server in (one for one in outer.block if one.name == "server"):
            yield _site(server, outer, formats)


def _site(server: Directive, outer: Directive, formats: dict[str, str]) -> Site:
    own = [one for one in server.block if one.name == "root"]
    inherited = [one for one in outer.block if one.name == "root"]
    deeper = [one for one in _below(server) if one.name in ("root", "alias")]
    roots = [one.words[0] for one in (*(own or inherited), *deeper) if one.words]
    logs = [one for one in _below(server) if one.name == "access_log"]
    if not [one for one in server.block if one.name == "access_log"]:
        logs += [one for one in outer.block if one.name == "access_log"]
    found = [_log(one, formats) for one in logs if one.words and one.words[0].startswith("/")]
    if not logs:
        found = [Log(path=LOGGED)]
    return Site(
        server="nginx",
        path=server.path,
        line=server.line,
        names=tuple(
            word for one in server.block if one.name == "server_name" for word in one.words
        ),
        roots=tuple(dict.fromkeys(_whole(root) for root in roots)) or DEFAULT_ROOTS,
        logs=tuple(dict.fromkeys(found)),
    )


def _log(one: Directive, formats: dict[str, str]) -> Log:
    name = one.words[1] if len(one.words) > 1 and "=" not in one.words[1] else "combined"
    return Log(path=one.words[0], layout=formats.get(name, ""))


def _whole(root: str) -> str:
    return posixpath.normpath(posixpath.join(PREFIX, root))


def _below(directive: Directive) -> Iterator[Directive]:
    for one in directive.block:
        yield one
        yield from _below(one)


class _Files:
    """Reads files, each a bounded number of times in all."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._left = MOST_FILES

    def read(self, path: str, depth: int) -> tuple[Directive, ...]:
        if not depth or not self._left:
            return ()
        self._left -= 1
        text = self._host.read(path, MOST_BYTES).data.decode(errors="surrogateescape")
        return tuple(self._parse(_Tokens(text), path, depth, 0))

    def _parse(self, tokens: "_Tokens", path: str, depth: int, nested: int) -> Iterator[Directive]:
        words: list[str] = []
        line = 0
        for kind, word in tokens:
            if kind == "word":
                line = line if words else tokens.line
                words.append(word)
            elif word == "}":
                return
            else:
                block: tuple[Directive, ...] = ()
                if word == "{":
                    inside = self._parse(tokens, path, depth, nested + 1)
                    block = tuple(inside) if nested < DEEPEST * 4 else ()
                yield from self._whole(words, block, path, line, depth)
                words = []

    def _whole(
        self, words: list[str], block: tuple[Directive, ...], path: str, line: int, depth: int
    ) -> Iterator[Directive]:
        if words and words[0] == "include" and len(words) == 2:
            for included in expand(self._host, (posixpath.join(PREFIX, words[1]),)):
                yield from self.read(included, depth - 1)
        elif words:
            yield Directive(
                name=words[0], words=tuple(words[1:]), block=block, path=path, line=line
            )


class _Tokens:
    """The words of one file, and the line of the one that came last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = TOKEN.finditer(text)
        self._place = 0
        self.line = 1

    def __iter__(self) -> "_Tokens":
        return self

    def __next__(self) -> tuple[str, str]:
        for found in self._found:
            self.line += self._text.count("\n", self._place, found.start())
            self._place = found.start()
            if found["end"]:
                return "end", found["end"]
            if found["comment"] is None:
                quoted = found["double"] if found["double"] is not None else found["single"]
                return "word", quoted if quoted is not None else found["word"]
        raise StopIteration
