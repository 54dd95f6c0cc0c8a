"""The JSON-RPC API of Zabbix 6.0 and later: one POST a call, TLS verified, nothing followed.

https://www.zabbix.com/documentation/7.0/en/manual/api
"""

import ipaddress
import json
import os
import ssl
import stat as modes
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from rootout.errors import RootoutError

END = "/api_jsonrpc.php"
MOST_BYTES = 256 << 20  # of one answer
MOST_TOKEN = 4096
SECONDS = 60.0
BEARER = (6, 4)  # from this version on the token is a header; before, a member of the request


class Api:
    """One server. Raises RootoutError for all that goes wrong, and says what to do."""

    def __init__(self, url: str, token: str, authority: Path | None = None) -> None:
        """Ask which version it is. `authority` has certificates to trust beside the system's."""
        self.url = endpoint(url)
        self._token = token
        self._number = 0
        try:
            context = ssl.create_default_context(cafile=str(authority) if authority else None)
        except OSError as error:
            hint = "Give a file of PEM certificates with --zabbix-ca."
            raise RootoutError(f"{authority} has no certificates: {error}", hint) from error
        handler = urllib.request.HTTPSHandler(context=context)
        self._opener = urllib.request.build_opener(handler, _NoRedirect())
        self._version: tuple[int, ...] = (0,)
        self._version = version_of(self.call("apiinfo.version", []))

    def call(self, method: str, parameters: Any) -> Any:
        """Return the result of a call."""
        self._number += 1
        request: dict[str, Any] = {
            "jsonrpc": "2.0",
            "method": method,
            "params": parameters,
            "id": self._number,
        }
        headers = {"Content-Type": "application/json-rpc"}
        is_open = method == "apiinfo.version"  # which refuses a token
        if not is_open and self._version >= BEARER:
            headers["Authorization"] = f"Bearer {self._token}"
        elif not is_open:
            request["auth"] = self._token
        body = json.dumps(request).encode()
        return _result(self.url, method, self._post(body, headers))

    def _post(self, body: bytes, headers: dict[str, str]) -> bytes:
        post = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - see endpoint
        try:
            with self._opener.open(post, timeout=SECONDS) as answer:
                data: bytes = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            hint = f"The address of the frontend is wanted, to which {END} is added."
            raise RootoutError(f"{self.url} answered {error.code} {error.reason}", hint) from error
        except urllib.error.URLError as error:
            raise _unreachable(self.url, error.reason) from error
        except (OSError, HTTPException) as error:
            raise _unreachable(self.url, error) from error
        if len(data) > MOST_BYTES:
            hint = "Ask for fewer --days."
            raise RootoutError(f"{self.url} answered more than {MOST_BYTES >> 20} MiB", hint)
        return data


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Follow nothing: the token is for the server that was named and nobody else."""


def endpoint(url: str) -> str:
    """Return where the API is. Raises RootoutError where a token would travel in the clear."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        hint = "Give it as https://zabbix.example.org/zabbix"
        raise RootoutError(f"{url!r} is no address of a Zabbix frontend", hint)
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        hint = "Use https, or a tunnel: ssh -L 8080:localhost:80 SERVER, then http://127.0.0.1:8080"
        raise RootoutError(f"{url} would send the token in the clear", hint)
    bare = url.split("?", 1)[0].split("#", 1)[0].removesuffix("/").removesuffix("/index.php")
    return bare if bare.endswith(END) else bare + END


def read_token(path: Path) -> str:
    """Read a token. Raises RootoutError where others could read it too, or it is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            data = file.read(MOST_TOKEN) if modes.S_ISREG(mode) else b""
    except OSError as error:
        hint = "Make one at Users, API tokens, and write it to a file of mode 600."
        raise RootoutError(f"{path} cannot be read: {error.strerror}", hint) from error
    if mode & 0o077:
        raise RootoutError(f"others can read {path}", f"Run chmod 600 {path}")
    token = data.decode(errors="replace").strip()
    if not token.isascii() or not token.isalnum():
        raise RootoutError(f"{path} has no token", "A token is 64 letters and digits.")
    return token


def version_of(text: Any) -> tuple[int, ...]:
    """Read `7.0.4`; raise RootoutError for what is no version, or too old."""
    words = str(text).split(".")[:2]
    numbers = tuple(int(one) for one in words if one.isascii() and one.isdecimal())
    if len(numbers) < 2 or numbers < (5, 4):
        hint = "Tokens came with Zabbix 5.4; rootout is made for 6.0 and later."
        raise RootoutError(f"the server is of version {str(text)[:20]!r}", hint)
    return numbers


def _result(url: str, method: str, data: bytes) -> Any:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        hint = "The address of the Zabbix frontend is wanted."
        raise RootoutError(f"{url} does not answer as Zabbix does", hint) from error
    if not isinstance(answer, dict) or not {"result", "error"} & answer.keys():
        hint = "The address of the Zabbix frontend is wanted."
        raise RootoutError(f"{url} does not answer as Zabbix does", hint)
    if "error" not in answer:
        return answer["result"]
    refused = answer["error"] if isinstance(answer["error"], dict) else {}
    said = " ".join(str(refused.get(one, "")) for one in ("message", "data")).strip()[:300]
    hint = "See whether the token is valid still, and may read the host and call this method."
    raise RootoutError(f"Zabbix refused {method}: {said}", hint)


def _unreachable(url: str, reason: object) -> RootoutError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        hint = "If it has a certificate of your own authority, name that with --zabbix-ca."
        return RootoutError(f"the certificate of {url} is not valid: {reason}", hint)
    hint = "See whether the address is right, and reachable from here."
    return RootoutError(f"{url} cannot be reached: {reason}", hint)


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
