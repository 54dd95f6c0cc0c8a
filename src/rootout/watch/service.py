"""Open what a watch needs, run it, and let all of it go."""

from collections.abc import Callable, Iterable

from rootout.detect.sigma import Rule
from rootout.errors import RootoutError
from rootout.host.process_source import open_process_source
from rootout.host.procfs import ProcessFiles
from rootout.watch.run import run
from rootout.watch.watch import Tell, TellGap, Watch
from rootout.workflow.machine import open_live


def watch(
    rules: Iterable[Rule],
    tell: Tell,
    gap: TellGap,
    seconds: float | None,
    ready: Callable[[int], None] = lambda _: None,
) -> None:
    """Watch this machine; `ready` is told how many processes there are when it begins.

    Raises RootoutError where no process can be seen starting.
    """
    host = open_live()
    source, gaps = open_process_source(ProcessFiles())
    for missed in gaps:
        gap(missed)
    if source is None:
        hint = "Run as root, on the server itself: a container sees too little."
        raise RootoutError("this kernel tells nobody what is started", hint)
    try:
        watching = Watch(host, rules, tell, gap)
        ready(watching.take_stock())
        run(source, watching.take, lambda: None, seconds)
    finally:
        source.close()
