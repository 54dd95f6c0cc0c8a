"""What a watch tells, as text; every foreign byte is made harmless."""

from collections.abc import Iterator

from rootout.detect.words import moment as clock
from rootout.detect.words import shorten
from rootout.model.record import Gap
from rootout.report.safe import safe
from rootout.watch.container import container_of
from rootout.watch.sighting import Reaction, Sighting

WIDTH = 400  # characters of one line
_WORDS = ("started by", "below", "below", "below")


def sighting(seen: Sighting) -> str:
    """Return a finding with its process and who started that."""
    return "\n".join(_cut(line) for line in _lines(seen))


def reaction(done: Reaction) -> str:
    """Return what was done about a process, and how to take it back."""
    when = f"{clock(done.time)} [{'frozen' if done.state == 'verified' else done.state}]"
    told = _cut(f"{when} pid {done.process.pid}, after {done.milliseconds:.1f} ms: {done.note}")
    if done.state != "verified":
        return told
    return f"{told}\n{_cut(f'    `rootout undo {done.case}` lets it go')}"


def gap(missed: Gap, moment: float) -> str:
    """Return one line about what could not be seen."""
    return _cut(f"{clock(moment)} [not seen] {missed.path}: {missed.detail or missed.reason}")


def _lines(seen: Sighting) -> Iterator[str]:
    finding, process = seen.finding, seen.process
    again = f" ({seen.repeated} more like it since)" if seen.repeated else ""
    yield f"{clock(seen.time)} [{finding.severity}] {finding.title}{again}"
    yield f"    {finding.why}"
    if process is not None:
        yield f"    pid {process.pid}, {process.user}: {process.command_line}"
        yield f"    program {process.executable}, of {process.package or 'no package'}"
        where = container_of(process.cgroup) or process.unit or process.cgroup
        if where:
            yield f"    in {where}"
    chain = (f"{one.pid} {shorten(one.command_line or one.name)}" for one in seen.ancestors)
    for word, one in zip(_WORDS, chain, strict=False):
        yield f"    {word} {one}"


def _cut(text: str) -> str:
    shown = safe(text)
    return shown if len(shown) <= WIDTH else f"{shown[: WIDTH - 3]}..."
