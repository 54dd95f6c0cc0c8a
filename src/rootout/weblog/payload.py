r"""Attack payloads in requests, read as the server would read them.

A log escapes what it writes (\xNN, \", \\); a server takes percent signs and plus apart, some
applications twice, IIS also %uNNNN; overlong UTF-8 (%c0%ae) is a dot to decoders that are lax.
Each kind of payload is one expression over the decoded text: it must hold what an attack needs
and what ordinary text has not, since people do search for words like "union select".
"""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

LONGEST = 16384
ROUNDS = 3
_LOGGED = re.compile(r"\\x([0-9A-Fa-f]{2})|\\([\"\\])")
_WIDE = re.compile(r"%u([0-9A-Fa-f]{4})")
_OVERLONG = re.compile(r"%(?:c0|e0%80)%([89ab][0-9a-f])", re.IGNORECASE)


class Kind(NamedTuple):
    """One kind of attack: its ATT&CK technique, and how sure one sight of it is."""

    name: str
    technique: str
    is_sure: bool  # nobody sends this by accident
    pattern: re.Pattern[str]


def _kind(name: str, *patterns: str, technique: str = "T1190", is_sure: bool = True) -> Kind:
    whole = re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE | re.DOTALL)
    return Kind(name, technique, is_sure, whole)


_COMMANDS = (
    r"(?:id|whoami|uname|cat|ls|wget|curl|nc|ncat|bash|sh|ping|nslookup|sleep|echo|printf|chmod|"
    r"python[23]?|perl|php|busybox|tftp|touch|rm|type|ipconfig|powershell|certutil)"
)
KINDS = (
    _kind(
        "traversal",
        r"(?:\.\.[/\\]){2,}",
        r"\.\.[;/\\]+(?:etc|proc|windows|boot|web-inf|manager)[/\\]",
        r"[=/\\]etc[/\\](?:passwd|shadow|hosts|group|issue|crontab)\b(?!\.html?)",
        r"/proc/self/(?:environ|cmdline|fd|maps)",
        r"win(?:dows)?[/\\](?:win\.ini|system32)",
    ),
    _kind(
        "SQL injection",
        r"['\")\d]\s*(?:/\*.*?\*/|\s|--|\+)*union(?:\s|/\*.*?\*/|\+)+(?:all\s+)?select\b",
        r"union(?:\s|/\*.*?\*/)+(?:all\s+)?select\s+(?:null|\d|0x|concat|@@|char\()",
        r"['\")\d]\s*(?:and|or|\|\||&&)\s+['\"(]?(\w+)['\")]?\s*(?:=|like)\s*['\"(]?\w+['\")]?"
        r"\s*(?:--|#|/\*|['\")]|$)",
        r"(?:and|or|select|;|,|\()\s*\(?\s*(?:sleep|benchmark|pg_sleep|waitfor\s+delay)\s*[('\d]",
        r"waitfor\s+delay\s+'",
        r"(?:extractvalue|updatexml|load_file|xp_cmdshell|utl_inaddr|dbms_pipe)\s*\(",
        r"information_schema\.|sqlite_master|into\s+(?:out|dump)file\s+['\"]",
        r"['\"]\s*;\s*(?:drop|insert|update|delete|select|exec|declare)\s",
        r"order\s+by\s+\d+\s*(?:--|#|/\*)",
    ),
    _kind(
        "command injection",
        rf"(?:[;|`\n]|&&|\$\()\s*(?:/\w+)*/?{_COMMANDS}(?:\s|;|\||`|\)|$|&|\$)",
        rf"\b(?:cmd|exec|command|execute|run|shell)=(?:/\w+)*/?{_COMMANDS}(?:[\s;|&+]|$)",
        r"\$\{IFS\}|\$IFS\b|/bin/(?:ba|da)?sh\b",
        r"(?:wget|curl)\s+(?:-\S+\s+)*https?://",
    ),
    _kind("shellshock", r"\(\)\s*\{\s*:?;?\s*\}?\s*;"),
    _kind("log4shell", r"\$\{[^}]{0,40}(?:jndi|\$\{(?:lower|upper|env|::-|date)[^}]*\})"),
    _kind(
        "PHP wrapper",
        r"php://(?:filter|input)|(?:expect|phar|zip|compress\.zlib)://",
        r"data:(?://)?text/plain(?:;base64)?,",
        r"allow_url_include|auto_prepend_file",
    ),
    _kind(
        "code injection",
        r"<\?(?:php|=)",
        r"(?:system|passthru|shell_exec|eval|assert|"
        r"base64_decode|phpinfo|md5)\s*\(.{0,80}\)\s*;",
        r"invokefunction&function=",
        r"call_user_func(?:_array)?\b",
        r"pearcmd.{0,40}config-create",
    ),
    _kind(
        "template injection",
        r"(?:\{\{|\$\{|<%=|#\{)\s*['\"]?\d+['\"]?\s*\*\s*['\"]?\d+",
        r"\{\{.{0,80}(?:__class__|__globals__|config|cycler|lipsum|request\.)",
        r"class\.module\.classloader|@java\.lang\.runtime|ognl\.|#_memberaccess|freemarker\.",
        r"\$\{.{0,60}(?:getruntime|processbuilder|scriptengine)",
    ),
    _kind(
        "script injection",
        r"<script\b|<svg[\s/][^>]*on\w+\s*=|<img[^>]+on\w+\s*=|javascript:\s*\w+\(|<iframe\b",
        r"['\"][\s/]*on(?:error|load|mouseover|focus|click)\s*=",
        technique="T1189",
        is_sure=False,
    ),
    _kind(
        "address forgery",  # server-side request forgery
        r"=(?:https?|gopher|dict|ftp|file)://(?:127\.|localhost|0\.0\.0\.0|169\.254\.169\.254|"
        r"\[::1?\]|metadata\.google)",
        r"=(?:gopher|dict|file)://",
    ),
    _kind(
        "known exploit",
        r"/vendor/phpunit/.*eval-stdin\.php",
        r"/cgi-bin/(?:\.|%2e){2}|/cgi-bin/.*/bin/(?:ba)?sh",
        r"/(?:boaform|gponform|hnap1|setup\.cgi\?next_file|goform/)",
        r"/_ignition/execute-solution|/actuator/gateway/routes|/solr/admin/cores\?|"
        r"/solr/.*velocity",
        r"/struts2?-\w+/.*\.action.*%\{|\.action\?.*redirect:",
        r"/(?:owa|ecp|autodiscover)/.*powershell|/autodiscover/autodiscover\.json\?@",
        r"/(?:remote/fgt_lang|dana-na/\.\.|vpn/\.\./|tmui/login\.jsp/\.\.;)",
        r"/wp-content/plugins/[^/]+/.*(?:cmd|upload|file)=.*(?:\.\./|\.php)",
        r"/index\.php\?s=/?index/\\?think|\\think\\",
        r"/manager/html/upload|/jmx-console/.*upload|/invoker/jmxinvokerservlet",
        r"/shell\?cd\+?\s*/tmp|/setup/setupadministrator\.action|/pages/.*queryString=.*\\u0027",
    ),
)
NAMES = {kind.name: kind for kind in KINDS}


def decoded(text: str) -> str:
    """Return `text` as a server may come to see it, in lower case or not as it was sent."""
    text = _LOGGED.sub(_unlogged, text[:LONGEST])
    for _ in range(ROUNDS):
        text, before = _once(text), text
        if text == before:
            break
    return text.replace("\0", "")


def kinds(target: str) -> tuple[str, ...]:
    """Return the names of the kinds of attack in a target or a header, in the order of KINDS."""
    text = decoded(target).replace("+", " ")
    return tuple(kind.name for kind in KINDS if kind.pattern.search(text))


def _unlogged(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _once(text: str) -> str:
    if "%" not in text:
        return text
    text = _WIDE.sub(lambda found: chr(int(found[1], 16)), text)
    text = _OVERLONG.sub(lambda found: chr(int(found[1], 16) & 0x3F), text)
    return unquote_to_bytes(text.encode(errors="replace")).decode(errors="replace")
