import pytest

from rootout.errors import RootoutError
from rootout.model.record import Gap
from rootout.watch import service


def test_a_kernel_that_tells_nothing_is_an_error_with_a_hint(monkeypatch):
    gap = Gap(artifact="watch", path="processes", reason="unsupported", detail="none at all")
    monkeypatch.setattr(service, "open_live", lambda: None)
    monkeypatch.setattr(service, "ProcessFiles", lambda: None)
    monkeypatch.setattr(service, "open_process_source", lambda _: (None, (gap,)))
    with pytest.raises(RootoutError, match="none at all"):
        service.watch((), None)
