"""Fixtures of the lab: its base, and one freshly booted server a test."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.lab.build import CACHE, Base, build, is_required, missing
from tests.lab.intrusion.plant import Intrusion, intrude
from tests.lab.server import Server, sweep
from tests.lab.stage import stage

AT_ONCE = 2  # servers, over all workers and test runs on this machine
_held: list[int] = []  # places of this process


@pytest.fixture(scope="session")
def lab_base() -> Base:
    """Return the base of every server, built if need be (one to three minutes)."""
    if reason := missing():
        (pytest.fail if is_required() else pytest.skip)(reason)
    base = build()
    sweep(CACHE / "run")
    return base


@pytest.fixture(scope="session")
def lab_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that servers see as /opt/rootout."""
    return stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def server(lab_base: Base, lab_stage: Path) -> Iterator[Server]:
    """Return a server that was booted for this test alone."""
    with slot(CACHE / "slots"), Server(lab_base, CACHE / "run", lab_stage).running() as server:
        yield server


@pytest.fixture(scope="module")
def planted(lab_base: Base, lab_stage: Path) -> Iterator[Intrusion]:
    """Return an intrusion that a module's tests may look at, but not touch."""
    with slot(CACHE / "slots"), Server(lab_base, CACHE / "run", lab_stage).running() as server:
        # somebody who works here: without a login by key nobody can tell whose a key is
        with_operator = server.operator()
        yield intrude(server)
        assert with_operator.is_alive()


@contextmanager
def slot(folder: Path) -> Iterator[None]:
    """Hold one of the few places for a running server, waiting for it to be free."""
    if _held:
        # two workers that hold one and wait for another would wait for ever
        pytest.fail("a module that asks for `planted` must not ask for `server` too")
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(AT_ONCE):
            with (folder / f"{number}").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                _held.append(number)
                try:
                    yield
                finally:
                    _held.remove(number)
                return
        time.sleep(0.2)
