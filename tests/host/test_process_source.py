import pytest

from rootout.host import proc_connector, process_source
from rootout.host.bpf import tracer


class Good:
    def __init__(self, *_):
        pass


class Refused:
    def __init__(self, *_):
        raise OSError(1, "not here")


@pytest.mark.parametrize(
    ("first", "second", "kind", "gaps"),
    [(Good, Refused, Good, 0), (Refused, Good, Good, 1), (Refused, Refused, type(None), 1)],
)
def test_the_best_source_is_taken_and_what_it_misses_is_said(
    monkeypatch, first, second, kind, gaps
):
    monkeypatch.setattr(tracer, "Tracer", first)
    monkeypatch.setattr(proc_connector, "Connector", second)
    source, told = process_source.open_process_source(None)
    assert isinstance(source, kind)
    assert len(told) == gaps
    assert all("not here" in gap.detail for gap in told)
