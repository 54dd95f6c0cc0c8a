"""Apache's configuration, one directive a line: httpd.apache.org/docs/2.4/configuring.html."""

import posixpath
import re
import shlex
from collections.abc import Iterator

from rootout.collect.patterns import expand
from rootout.collect.web.site import Log, Site
from rootout.host.api import Host

MAINS = ("/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf", "/etc/apache2/httpd.conf")
VARIABLES = "/etc/apache2/envvars"
KNOWN = {"APACHE_LOG_DIR": "/var/log/apache2", "SRVROOT": "/etc/httpd"}
EXPORT = re.compile(r"^\s*export\s+(\w+)=(\S*)", re.MULTILINE)
VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
SECTION = re.compile(r"<\s*(/?)\s*VirtualHost\b", re.IGNORECASE)
DEEPEST = 8
MOST_FILES = 500
MOST_BYTES = 4 * 1024 * 1024
NICKNAMES = frozenset(("common", "combined", "vhost_combined"))


def sites(host: Host) -> Iterator[Site]:
    """Yield the main server and each virtual host, if there is an Apache. Raises OSError."""
    for main in MAINS:
        try:
            host.stat(main)
        except FileNotFoundError:
            continue
        reader = _Reader(host, posixpath.dirname(main).removesuffix("/conf"))
        yield from reader.sites(main)
        return


class _Reader:
    """Reads one configuration with all that it includes."""

    def __init__(self, host: Host, server_root: str) -> None:
        self._host = host
        self._root = server_root
        self._left = MOST_FILES
        self._formats: dict[str, str] = {}
        self._variables = KNOWN | self._environment()

    def sites(self, main: str) -> Iterator[Site]:
        """Yield what was said outside of virtual hosts, then each of them."""
        parts: list[list[tuple[str, list[str], str, int]]] = [[]]
        inside = False
        for name, words, path, line in self._lines(main, DEEPEST):
            if name.startswith("<"):
                section = SECTION.match(name)
                if section:
                    inside = not section[1]
                    parts += [[("", [], path, line)]] if inside else []
                continue
            (parts[-1] if inside else parts[0]).append((name, words, path, line))
        for part in parts:
            site = self._site(part)
            if site.roots or site.logs:
                yield site

    def _site(self, part: list[tuple[str, list[str], str, int]]) -> Site:
        names: list[str] = []
        roots: list[str] = []
        logs: list[Log] = []
        for name, words, _, _ in part:
            if name in ("servername", "serveralias"):
                names += words
            elif name == "documentroot" and words:
                roots.insert(0, self._whole(words[0]))
            elif name in ("alias", "scriptalias") and len(words) > 1:
                roots.append(self._whole(words[1]))
            elif name in ("customlog", "transferlog") and words and not words[0].startswith("|"):
                layout = words[1] if len(words) > 1 else "common"
                text = "" if layout in NICKNAMES else self._formats.get(layout, layout)
                logs.append(Log(path=self._whole(words[0]), layout=text if "%" in text else ""))
        _, _, path, line = part[0] if part else ("", [], "", 0)
        return Site(
            server="apache",
            path=path,
            line=line,
            names=tuple(names),
            roots=tuple(dict.fromkeys(roots)),
            logs=tuple(dict.fromkeys(logs)),
        )

    def _lines(self, path: str, depth: int) -> Iterator[tuple[str, list[str], str, int]]:
        if not depth or not self._left:
            return
        self._left -= 1
        text = self._host.read(path, MOST_BYTES).data.decode(errors="surrogateescape")
        carried = ""
        for number, raw in enumerate(text.split("\n"), start=1):
            whole = carried + raw.strip()
            if whole.endswith("\\"):
                carried = whole[:-1]
                continue
            carried = ""
            if not whole or whole.startswith("#"):
                continue
            words = _words(VARIABLE.sub(self._value, whole))
            name = words[0].lower() if words else ""
            if name in ("include", "includeoptional") and len(words) > 1:
                for included in expand(self._host, (self._whole(words[1]),)):
                    yield from self._lines(included, depth - 1)
            elif name == "logformat" and len(words) > 2:
                self._formats[words[2]] = words[1]
            elif name == "define" and len(words) > 2:
                self._variables[words[1]] = words[2]
            elif name == "serverroot" and len(words) > 1:
                self._root = words[1]
            elif whole.startswith("<"):
                yield whole, [], path, number
            elif name:
                yield name, words[1:], path, number

    def _environment(self) -> dict[str, str]:
        try:
            text = self._host.read(VARIABLES, MOST_BYTES).data.decode(errors="surrogateescape")
        except OSError:
            return {}
        return {name: said.replace("$SUFFIX", "") for name, said in EXPORT.findall(text)}

    def _value(self, found: re.Match[str]) -> str:
        return self._variables.get(found[1] or found[2], found[0])

    def _whole(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self._root, path))


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=False)
    except ValueError:
        return line.split()
