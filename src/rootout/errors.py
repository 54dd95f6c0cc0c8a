"""The one exception that crosses a layer: what went wrong, and what to do about it."""


class RootoutError(Exception):
    """A failure that a person can act on: `message` says what, `hint` says what to try."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
