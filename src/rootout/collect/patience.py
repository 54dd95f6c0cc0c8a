"""Work that a hostile machine may hold up for ever, given up after a while.

To read a process's arguments is to read its memory, and to look at its program is to ask the
file system it lies on. An attacker may let both wait without end, on a FUSE mount of his own
or with userfaultfd(2): `ps` then hangs, and so would we.
"""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what `work` returns, or raise what it raises; TimeoutError after `seconds`.

    Work that is given up stays behind in a thread that does not keep the program from ending.
    """
    answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except BaseException as failure:  # noqa: BLE001  # raised again by whoever waits
            answers.put((None, failure))

    Thread(target=run, daemon=True).start()
    try:
        answer, failure = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if failure is not None:
        raise failure
    return answer  # type: ignore[return-value]  # None only where `work` returned it
