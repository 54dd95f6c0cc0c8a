"""The part of `rootout weblog` that goes on: `--follow`."""

import json
import signal
import threading
import time

import click

from rootout.correlate.chapters import moment
from rootout.report.safe import safe
from rootout.weblog.following import Follower
from rootout.weblog.layout import Layout
from rootout.weblog.sign import Sign

PAUSE = 1.0  # seconds, and at least so much as the look took, thrice


def follow_logs(paths: tuple[str, ...], layout: Layout | None, *, as_json: bool) -> None:
    """Tell each sign when it shows, until a person stops it."""
    follower = Follower(paths, layout)
    is_over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: is_over.set())  # a look that was begun is ended
    pause = 0.0
    try:
        while not is_over.wait(pause):
            started = time.monotonic()
            for sign in follower.look():
                click.echo(_json(sign) if as_json else _line(sign))
            pause = max(PAUSE, 3 * (time.monotonic() - started))
    finally:
        follower.close()


def _line(sign: Sign) -> str:
    who = f" {safe(sign.address)}" if sign.address else ""
    worked = " IT WORKED:" if sign.succeeded else ""
    return f"{moment(sign.last)} [{sign.severity}]{who}:{worked} {safe(sign.why)[:300]}"


def _json(sign: Sign) -> str:
    return json.dumps(
        {
            "rule": sign.rule.id,
            "severity": sign.severity,
            "confidence": sign.confidence,
            "techniques": sign.all_techniques,
            "address": sign.address,
            "url_path": sign.path,
            "first": sign.first,
            "last": sign.last,
            "requests": sign.requests,
            "succeeded": sign.succeeded,
            "why": sign.why,
        }
    )
