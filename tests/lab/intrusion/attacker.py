"""The attacker's machine: hands out one file over HTTP, and keeps silent connections open.

Run as a program: attacker.py ADDRESS FILE HTTP_PORT CONTROL_PORT
"""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


def main(address: str, file: str, http_port: str, control_port: str) -> None:
    """Serve until killed. A line on stdout says that both ports are open."""
    control = socket.create_server((address, int(control_port)))
    threading.Thread(target=_hold, args=(control,), daemon=True).start()
    content = Path(file).read_bytes()

    class OneFile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer((address, int(http_port)), OneFile)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


def _hold(control: socket.socket) -> None:
    kept = []
    while True:
        kept.append(control.accept()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
