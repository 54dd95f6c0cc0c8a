"""The reference: one line after another, in plain Python, whatever format it has.

The engine of rootout.weblog.engine must tell the same of every line; tests compare them.
"""

from rootout.weblog.common import parse_common
from rootout.weblog.extended import fields_of, parse_extended
from rootout.weblog.layout import Layout
from rootout.weblog.objects import parse_object
from rootout.weblog.request import LONGEST_LINE, Directive, Line, unreadable


class Reader:
    """Reads the lines of one log, in order: a W3C log names its fields on the way."""

    def __init__(self, layout: Layout | None = None, *, is_extended: bool | None = None) -> None:
        self.layout = layout
        self._fields: tuple[str, ...] | None = None
        self._is_extended = is_extended  # as the first line says

    def read(self, line: str) -> Line:
        """Return what one line, without its line end, tells."""
        if self._is_extended is None:
            self._is_extended = line.startswith("#")
        if len(line) > LONGEST_LINE:
            return unreadable(line)
        if line.startswith("{"):
            return parse_object(line, self._text)
        if self._is_extended and line.startswith("#"):
            fields = fields_of(line)
            self._fields = fields or self._fields
            return Directive(line)
        return self._text(line)

    def _text(self, line: str) -> Line:
        if self._fields is not None:
            return parse_extended(line, self._fields)
        return self.layout.parse(line) if self.layout else parse_common(line)
