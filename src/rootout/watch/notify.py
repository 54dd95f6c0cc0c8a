"""Tell the service manager how we are: sd_notify(3)."""

import os
import socket


def notify(state: str) -> None:
    """Send `state`, such as READY=1, where somebody waits for it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        try:
            sender.connect(address.replace("@", "\0", 1))
            sender.send(state.encode())
        except OSError:  # nobody listens any more: that is not our end
            return
