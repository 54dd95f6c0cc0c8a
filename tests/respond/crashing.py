"""Crash before and after every touch of host, journal and vault."""

from typing import Any


class Crash(BaseException):
    """The end of the process: nothing may catch it."""


class Fuse:
    """Burns a given number of times, then crashes."""

    def __init__(self, touches: int) -> None:
        self.left = touches

    def burn(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Crash


class Crashing:
    """Stands for `inner`; each call of a method burns the fuse before and after."""

    def __init__(self, inner: Any, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self._fuse.burn()
            result = found(*arguments, **named)
            self._fuse.burn()
            return result

        return call
