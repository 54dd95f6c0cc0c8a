"""A Zabbix frontend of our own: what it answers has the shapes of 6.0 and 7.0.

Shapes and messages are those of the manual and of a Zabbix 6.0.14 that was asked.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "0424bd59b807674191e7d77572075f33" * 2
NUMBER = "10084"
UNAUTHORIZED = {"code": -32602, "message": "Invalid params.", "data": "Not authorized."}
ENDED = UNAUTHORIZED | {"data": "Session terminated, re-login, please."}  # of 6.0


class Frontend:
    """Items of one host, `web01`, and what they were."""

    def __init__(self, version: str = "7.0.4") -> None:
        self.version = version
        self.items: list[dict[str, str]] = []
        self.trends: dict[str, list[tuple[int, float, float]]] = {}  # clock, mean, greatest
        self.history: dict[str, list[tuple[int, float]]] = {}
        self.raw: bytes | None = None
        self.status = 200
        self.location = ""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[str | None] = []
        self.address = ""

    def add(self, key: str, title: str = "", units: str = "", kind: str = "0") -> str:
        identity = str(42000 + len(self.items))
        row = {"itemid": identity, "key_": key, "name": title or key, "units": units}
        self.items.append({**row, "value_type": kind})
        return identity

    def answer(self, request: dict[str, Any], header: str | None) -> dict[str, Any]:
        self.asked.append(request)
        self.headers.append(header)
        method, wanted = request["method"], request["params"]
        if method == "apiinfo.version":
            return {"result": self.version}
        is_new = tuple(map(int, self.version.split(".")[:2])) >= (6, 4)
        given = (header or "").removeprefix("Bearer ") if is_new else request.get("auth")
        if given != TOKEN:
            return {"error": UNAUTHORIZED if is_new else ENDED}
        if method == "host.get":
            is_known = "web01" in wanted["filter"].get("host", [])
            return {"result": [{"hostid": NUMBER}] if is_known else []}
        if method == "item.get":
            return {"result": self.items if wanted["hostids"] == [NUMBER] else []}
        return {"result": list(self._rows(method, wanted))}

    def _rows(self, method: str, wanted: dict[str, Any]) -> Iterator[dict[str, str]]:
        begin, end = wanted["time_from"], wanted["time_till"]
        for one in wanted["itemids"]:
            if method == "trend.get":
                for clock, mean, most in self.trends.get(one, ()):
                    if begin <= clock <= end:
                        row = {"itemid": one, "clock": str(clock)}
                        yield {**row, "value_avg": f"{mean:.4f}", "value_max": f"{most:.4f}"}
            for clock, figure in self.history.get(one, ()) if method == "history.get" else ():
                if begin <= clock <= end:
                    yield {"itemid": one, "clock": str(clock), "value": f"{figure:.4f}"}


@contextmanager
def serving(frontend: Frontend) -> Iterator[Frontend]:
    """Serve on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = frontend.answer(json.loads(body), self.headers["Authorization"])
            data = json.dumps({"jsonrpc": "2.0", "id": 1} | answer).encode()
            data = data if frontend.raw is None else frontend.raw
            self.send_response(frontend.status)
            if frontend.location:
                self.send_header("Location", frontend.location)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    frontend.address = f"http://127.0.0.1:{server.server_address[1]}/zabbix"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield frontend
    finally:
        server.shutdown()
        server.server_close()
