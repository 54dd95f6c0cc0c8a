"""Open what a watch needs, run it, and let all of it go."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Protocol

from rootout.case.folder import Case
from rootout.detect.sigma import Rule
from rootout.errors import RootoutError
from rootout.host.api import MutableHost
from rootout.host.process_event import Forked
from rootout.host.process_source import ProcessSource, open_process_source
from rootout.host.procfs import ProcessFiles
from rootout.model.record import Gap
from rootout.watch.files import open_files
from rootout.watch.keeper import Keeper, open_watch_case
from rootout.watch.patience import Patience
from rootout.watch.reflex import Bounds, Reflex
from rootout.watch.run import Feed, run
from rootout.watch.sighting import Reaction, Sighting
from rootout.watch.watch import Watch
from rootout.workflow.machine import open_live

_MOST_AT_ONCE: Final = 2_000  # events, before anything else gets its turn


class Listener(Protocol):
    """Who is told."""

    def ready(self, processes: int, case: str | None) -> None:
        """Hear that the watch has begun."""

    def sighting(self, sighting: Sighting) -> None:
        """Hear of a suspicion."""

    def reaction(self, reaction: Reaction) -> None:
        """Hear what was done about it."""

    def gap(self, gap: Gap) -> None:
        """Hear what could not be seen."""


def watch(
    rules: Iterable[Rule],
    listener: Listener,
    *,
    seconds: float | None = None,
    path: Path | None = None,
    bounds: Bounds | None = None,
) -> None:
    """Watch this machine; keep a case where `path` or `bounds` for the reflex are given.

    Raises RootoutError where no process can be seen starting.
    """
    host = open_live()
    source, gaps = open_process_source(ProcessFiles())
    if source is None:
        hint = "Run as root, on the server itself: a container sees too little."
        raise RootoutError(f"this kernel tells nobody what is started: {gaps[0].detail}", hint)
    with ExitStack() as stack:
        stack.callback(source.close)
        case = open_watch_case(host, path) if path or bounds else None
        if case is not None:
            stack.callback(case.close)
        turn = _Turn(host, rules, listener, case, bounds)
        for missed in gaps:
            turn.miss(missed)
        stack.callback(turn.end)
        turn.begin(source, seconds)


class _Turn:
    """What is done with events, and when there are none."""

    def __init__(
        self,
        host: MutableHost,
        rules: Iterable[Rule],
        listener: Listener,
        case: Case | None,
        bounds: Bounds | None,
    ) -> None:
        self._listener, self._case = listener, case
        self._keeper = Keeper(case, host) if case else None
        self._watch = Watch(host, rules, self.miss)
        self._reflex = Reflex(case, host, bounds, self._watch.below) if case and bounds else None
        self._patience = Patience()
        self._files = open_files(self._watch.take_file, self.miss)

    def begin(self, source: ProcessSource, seconds: float | None) -> None:
        """Take stock, then take in events until the end."""
        number = self._watch.take_stock()
        if self._reflex:
            self._reflex.warm_up()
        self._listener.ready(number, str(self._case.path) if self._case else None)
        feeds = [Feed(source.fileno(), lambda: self._drain(source))]
        if self._files:
            feeds.append(Feed(self._files.fileno(), self._files.drain))
        run(feeds, self._idle, seconds)

    def end(self) -> None:
        """Keep what is not yet kept."""
        if self._files:
            self._files.close()
        if self._keeper:
            self._keeper.write(at_once=True)

    def miss(self, gap: Gap) -> None:
        """Tell and keep what could not be seen."""
        self._listener.gap(gap)
        if self._keeper:
            self._keeper.miss(gap)

    def _drain(self, source: ProcessSource) -> int:
        number = 0
        for number, event in enumerate(source.events(_MOST_AT_ONCE), start=1):  # noqa: B007
            self._watch.take(event)
            if self._reflex and isinstance(event, Forked):
                self._reflex.forked(event)
        return number

    def _idle(self) -> None:
        """Act first, then tell: a terminal may be slow."""
        seen = self._watch.sightings()
        reactions = [self._reflex.act(one) for one in seen] if self._reflex else []
        if self._reflex:
            self._reflex.catch_up()
        for sighting in seen:
            told = self._patience.heard(sighting)
            if told:
                self._listener.sighting(told)
            if self._keeper:
                self._keeper.keep(sighting)
        for reaction in reactions:
            if reaction:
                self._listener.reaction(reaction)
        if self._keeper:
            self._keeper.write()
