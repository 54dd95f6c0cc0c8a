"""Files that a web server should never give out: asked for, and whether they were given."""

import re
from collections.abc import Iterator
from typing import Any

from rootout.weblog.log import Log
from rootout.weblog.payload import decoded
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_secret",
    title="Files with secrets were asked for",
    techniques=("T1595.003",),
    advice="Move what was given out of the web root, and change every password and key in it.",
)
SECRET = re.compile(
    r"/\.(?:env(?:\.\w+)?|git/(?:config|head|index|logs/.*)|git-credentials|svn/(?:entries|wc\.db)|"
    r"hg/store.*|aws/(?:credentials|config)|ssh/.+|bash_history|htpasswd|npmrc|pgpass|my\.cnf|netrc|"
    r"docker/config\.json|dockercfg|vscode/sftp\.json|ds_store|kube/config)$"
    r"|/(?:wp-config|configuration|config|settings|database|local|parameters|\.?env)"
    r"(?:\.inc)?\.(?:php|ya?ml|json|ini|py)?[.~](?:bak|old|save|orig|swp|txt|\d|~)?$"
    r"|/(?:database|secrets?|credentials|parameters|application)\.(?:ya?ml|json|ini|properties)$"
    r"|/[^/]*(?:backup|dump|database|db|sql|www|site|html|public_html|wwwroot|htdocs)[^/]{0,20}"
    r"\.(?:sql|zip|tar|t?gz|bz2|7z|rar|bak|sqlite3?|mdb)(?:\.(?:gz|zip|bz2|xz))?$"
    r"|/[^/]+\.(?:sql(?:\.gz)?|bak|swp|kdbx|pem|ppk|p12|pfx|key)$"
    r"|/id_(?:rsa|dsa|ecdsa|ed25519)$|/(?:phpinfo|info)\.php$|/server-(?:status|info)$"
    r"|/actuator/(?:env|heapdump)$|/(?:storage/logs/laravel|debug|error)\.log$|/wp-config\.php~$",
    re.IGNORECASE,
)
LEAST = 3  # different ones: one missing .env is the noise of every server
MOST_NAMED = 5


def is_secret(target: str) -> bool:
    """Say whether a target names a file that holds secrets."""
    return bool(SECRET.search(decoded(target.partition("?")[0])))


def detect(log: Log) -> Iterator[Sign]:
    """Yield who got a secret, and who tried for several."""
    targets = [(row["target"],) for row in log.ask("marked") if is_secret(row["target"])]
    log.put("chosen", "target varchar", targets)
    by_address: dict[str, list[dict[str, Any]]] = {}
    for row in log.ask("secrets"):
        by_address.setdefault(row["address"], []).append(row)
    sizes = {row["size"] for row in log.ask("catch_all")}
    for address, rows in by_address.items():
        given = [
            row for row in rows if row["status"] in (200, 206) and row["size"] not in {0, *sizes}
        ]
        for path in dict.fromkeys(row["path"] for row in given):
            yield _given(address, [row for row in given if row["path"] == path])
        if not given and len({row["path"] for row in rows}) >= LEAST:
            yield _tried(address, rows)


def _given(address: str, rows: list[dict[str, Any]]) -> Sign:
    return Sign(
        rule=RULE,
        severity="high",
        confidence="medium",
        address=address,
        path=rows[0]["path"],
        succeeded=True,
        techniques=("T1552.001",),
        why=f"got {rows[0]['path']}, {max(row['size'] for row in rows)} bytes",
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
        requests=sum(row["requests"] for row in rows),
    )


def _tried(address: str, rows: list[dict[str, Any]]) -> Sign:
    paths = list(dict.fromkeys(row["path"] for row in rows))
    return Sign(
        rule=RULE,
        severity="medium",
        confidence="high",
        address=address,
        why=f"asked for {', '.join(paths[:MOST_NAMED])}, and got none",
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
        requests=sum(row["requests"] for row in rows),
    )
