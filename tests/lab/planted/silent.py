"""An attacker's port: takes every connection, and never says anything.

Run as a program: silent.py ADDRESS PORT. It prints the port that it listens on.
"""

import socket
import sys

if __name__ == "__main__":
    kept = []
    with socket.create_server((sys.argv[1], int(sys.argv[2]))) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            kept.append(server.accept()[0])
