"""A cheap look at bytes that spares most files the tree: what can a file be, and can it do harm?"""

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import yara_x

Language = Literal["php", "jsp", "asp", "perl", "python", "shell", "htaccess", "ini", ""]

OPENING = re.compile(
    rb"<\?(?:php\b|=|(?!xml|\s*xml)[\s@$(/'\"`\\_a-zA-Z])|<script\s+language\s*=\s*[\"']?php",
    re.IGNORECASE,
)
PLAIN_OPENING = re.compile(
    rb"<\?(?:php\s|=\s?[@`$])", re.IGNORECASE
)  # within pictures and archives
JSP = re.compile(rb"<%(?:@\s*page|[\s!=])|<jsp:", re.IGNORECASE)
ASP = re.compile(
    rb"<%@\s*(?:page|webhandler|webservice|language)|<script[^>]{0,80}runat\s*=|<%[^@]{0,4000}\b(?:request|server\.|createobject|execute)",
    re.IGNORECASE | re.DOTALL,
)
SHEBANG = re.compile(
    rb"^#!\s*\S*?(perl|python|php|sh)[\d.]*\b|^#!\s*\S*env\s+(?:-S\s+)?(perl|python|php|\w*sh)[\d.]*\b"
)
SCRIPT = re.compile(rb"<script\s+language\s*=\s*[\"']?php[\"']?\s*>", re.IGNORECASE)
UNPACKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def plain(data: bytes) -> bytes:
    """Return the bytes without the mark of an encoding; UTF-16 as UTF-8, old openings as new."""
    encoding = UNPACKS.get(data[:2])
    if encoding:
        return data[2:].decode(encoding, "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    return SCRIPT.sub(b"<?php ", data)


def language_of(name: str, data: bytes) -> Language:
    """Return what a file can be run as, by its content first; nothing where it is not code."""
    if name in (".htaccess", "htaccess.txt") or name.endswith(".htaccess"):
        return "htaccess"
    if name in (".user.ini", "php.ini"):
        return "ini"
    if (PLAIN_OPENING if b"\0" in data[:4096] else OPENING).search(data):
        return "php"
    script = SHEBANG.match(data)
    if script:
        said = (script[1] or script[2] or b"").decode()
        return said if said in ("perl", "python", "php") else "shell"  # type: ignore[return-value]
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("jsp", "jspx", "jspf", "war") or (JSP.search(data) and b"java" in data):
        return "jsp"
    if suffix in ("asp", "aspx", "ashx", "asmx", "asax", "cer", "asa", "cdx") or ASP.search(data):
        return "asp"
    by_name: dict[str, Language] = {"pl": "perl", "cgi": "perl", "py": "python", "pm": "perl"}
    return by_name.get(suffix, "")


@cache
def _rules() -> "yara_x.Rules | None":
    """Return the compiled patterns; None where the library is not at hand."""
    try:
        import yara_x
    except ImportError:
        return None
    text = resources.files("rootout").joinpath("rules/yara/first_look.yar").read_text()
    return yara_x.compile(text)


def may_harm(data: bytes) -> bool:
    """Say whether PHP with these bytes deserves a tree: one file in thirty of ordinary code."""
    rules = _rules()
    if rules is None:
        return True
    met = {one.identifier for one in rules.scan(data).matching_rules}
    if "request" in met and met & {"dynamic", "writes", "runs", "calls"}:
        return True
    if "includes" in met or "code" in met:
        return True
    if "runs" in met:
        return bool(met & {"hidden", "spreads"})
    return "hidden" in met and bool(met & {"dynamic", "calls"})
