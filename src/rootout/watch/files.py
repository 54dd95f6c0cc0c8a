"""Changes of files, handed on one by one; after a flood, what changed is looked for."""

import time
from collections.abc import Callable

from rootout.errors import RootoutError
from rootout.host.fanotify import FileChange, FilesLost, FileWatch
from rootout.host.syscall import open_kernel
from rootout.model.record import Gap
from rootout.watch.places import Places

Take = Callable[[FileChange], None]
_SLACK = 2.0  # seconds by which the times of files may lag behind


class Files:
    """The places that are looked at, and who takes what happens there."""

    def __init__(
        self, watch: FileWatch, places: Places, take: Take, miss: Callable[[Gap], None]
    ) -> None:
        self._watch, self._places, self._take, self._miss = watch, places, take, miss
        self._seen_until = time.time()

    def fileno(self) -> int:
        """Return what becomes readable when something has happened."""
        return self._watch.fileno()

    def drain(self) -> int:
        """Hand on what is there, and return how much that was."""
        number = 0
        is_lost = False
        for event in self._watch.events():
            number += 1
            if isinstance(event, FilesLost):
                is_lost = True
                continue
            self._take(event)
            for arrived in self._places.arrived(event):
                self._take(arrived)
        if is_lost:
            self._look_again()
        elif number == 0:
            self._seen_until = time.time()
        return number

    def close(self) -> None:
        """Look at nothing any more."""
        self._watch.close()

    def _look_again(self) -> None:
        detail = "files changed faster than could be read; what is still there was looked at again"
        self._miss(Gap(artifact="watch", path="files", reason="too_large", detail=detail))
        since, self._seen_until = self._seen_until - _SLACK, time.time()
        for change in self._places.look_again(since):
            self._take(change)


def open_files(take: Take, miss: Callable[[Gap], None]) -> Files | None:
    """Look at all places; None, and a gap, where the kernel cannot name what changes."""
    try:
        watch = FileWatch(open_kernel())
    except (OSError, RootoutError) as refusal:
        detail = f"changes of files are not seen: {refusal}"
        miss(Gap(artifact="watch", path="files", reason="unsupported", detail=detail))
        return None
    places = Places(watch)
    for gap in places.take_in():
        miss(gap)
    return Files(watch, places, take, miss)
