"""The table of requests, which both engines have, and how a line becomes a row of it."""

import re
from importlib.resources import files

from rootout.weblog.request import Request

COLUMNS = (
    ("source", "smallint"),  # which log: its place among those that were given
    ("line", "bigint"),
    ("time", "bigint"),
    ("address", "varchar"),
    ("host", "varchar"),
    ("method", "varchar"),
    ("path", "varchar"),
    ("target", "varchar"),  # only where it is marked
    ("status", "smallint"),
    ("size", "bigint"),
    ("referred", "boolean"),
    ("agent", "varchar"),
    ("referrer", "varchar"),  # only where it may be an attack
    ("marked", "boolean"),
    ("odd", "varchar"),  # a whole line that the reference parser has still to read
)
NAMES = tuple(name for name, _ in COLUMNS)
# A first look at the target: all that attacks.py knows holds one of these. Ordinary text does not.
MARK = (
    r"%(?:[01][0-9a-fA-F]|2[2578eE]|3[0-9bcBC]|4[1-9a-fA-F]|[567][0-9a-fA-F]|[cC][01]|[eE]0|u)|"
    r"\.\.|['<>(){}$;|`\\\[]|://|(?i:select|etc/|proc/|/bin/|cgi-bin|phpunit|classloader|goform|hnap1|"
    r"actuator|jmx|struts|solr|boaform|gponform|eval|exec|system|cmd=|command=|run=|shell|passwd|"
    r"_ignition|autodiscover|fgt_lang|manager/html|setup|invoker|next_file|order[ +]by|plain,)|"
    # and what secrets.py knows
    r"/\.|~|(?i:\.(?:sql|bak|old|save|orig|sw[op]|zip|tar|tgz|gz|bz2|7z|rar|key|pem|kdbx|p12|pfx|ppk|log|mdb|"
    r"sqlite)|/id_|config|credential|secret|parameters|application|info\.php|server-|settings|database|/local\.)"
)
HEADER_MARK = r"\$\{|\(\)\s*\{|<\?|(?i:union\s+select|sleep\()"
_MARK = re.compile(MARK)
_HEADER_MARK = re.compile(HEADER_MARK)

Row = tuple[int | str | bool | None, ...]


def create() -> str:
    """Return the statement that makes the table."""
    return f"create table requests ({', '.join(f'{name} {kind}' for name, kind in COLUMNS)})"


def row_of(source: int, line: int, request: Request) -> Row:
    """Return one request as a row."""
    target = f"{request.path}?{request.query}" if request.query else request.path
    marked = bool(_MARK.search(target))
    referrer = request.referrer
    return (
        source,
        line,
        request.time,
        request.address,
        request.host,
        request.method,
        request.path,
        target if marked else None,
        request.status,
        request.size,
        None if referrer is None else bool(referrer),
        request.agent,
        referrer if referrer and _HEADER_MARK.search(referrer) else None,
        marked,
        None,
    )


def statement(name: str) -> str:
    """Return the text of sql/NAME.sql."""
    return files("rootout.weblog").joinpath("sql", f"{name}.sql").read_text("utf-8")
