import socket
import time

from hypothesis import given
from hypothesis import strategies as st
from tests.network import namespace, needs_root

from rootout.host.tcp_traffic import carried, parse


@needs_root
def test_what_a_connection_carried_is_told_of_both_its_ends() -> None:
    with namespace(), socket.create_server(("127.0.0.1", 4010)) as server:
        client = socket.create_connection(("127.0.0.1", 4010))
        taken = server.accept()[0]
        client.sendall(b"x" * 5000)
        assert len(taken.recv(5000, socket.MSG_WAITALL)) == 5000
        end = time.monotonic() + 5
        while True:
            found = {one.entry.remote_port == 4010: one for one in carried()}
            if found[True].bytes_out >= 5000 or time.monotonic() > end:
                break
        assert found[True].bytes_out - 5000 in (0, 1)  # the kernel counts the SYN
        assert found[False].bytes_in == 5000
        assert found[True].packets_out > 0 < found[False].packets_in
        client.close()
        taken.close()


@needs_root
def test_who_only_listens_carries_nothing() -> None:
    with namespace(), socket.create_server(("127.0.0.1", 4011)):
        assert list(carried()) == []


@given(st.binary(max_size=300), st.sampled_from((2, 10)))
def test_any_answer_is_read_without_an_error(body: bytes, family: int) -> None:
    parse(family, body)
