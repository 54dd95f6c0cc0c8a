import pytest
from tests.respond.fake_kernel import FakeServer
from tests.respond.scenarios import Server, unlock

from rootout.case.blobs import Blobs


@pytest.fixture
def server(tmp_path):
    server = Server(root=tmp_path / "root")
    server.root.mkdir()
    yield server
    unlock(tmp_path)


@pytest.fixture
def host(server):
    return FakeServer(str(server.root), server.kernel)


@pytest.fixture
def vault(tmp_path):
    return Blobs(tmp_path / "blobs")
