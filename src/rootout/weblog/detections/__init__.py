"""What is looked for in access logs, one kind of attack a file: Log -> Signs."""

from collections.abc import Callable, Iterator

from rootout.weblog.detections import (
    agents,
    floods,
    gaps,
    leaks,
    logins,
    payloads,
    scanners,
    secrets,
    shells,
    swarms,
)
from rootout.weblog.log import Log
from rootout.weblog.sign import Sign

Detection = Callable[[Log], Iterator[Sign]]
DETECTIONS: tuple[Detection, ...] = (
    payloads.detect,
    secrets.detect,
    shells.detect,
    logins.detect,
    swarms.detect,
    floods.detect,
    leaks.detect,
    scanners.detect,
    agents.detect,
    gaps.detect,
)
