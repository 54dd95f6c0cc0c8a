import os
import struct

import pytest

from rootout.host.bpf.btf import KERNEL_TYPES, Types

STRUCTURE, UNION, INTEGER = 4, 5, 1


def kind(number, members):
    return number << 24 | members


def information(types: list[tuple[int, ...]], strings: bytes) -> bytes:
    body = b"".join(struct.pack(f"<{len(one)}I", *one) for one in types)
    head = struct.pack("<HBBIIIII", 0xEB9F, 1, 0, 24, 0, len(body), len(body), len(strings))
    return head + body + strings


# struct task { int pid; union { int a; struct cred cred; }; }
STRINGS = b"\0task\0pid\0cred\0uid\0int\0"
MADE = information(
    [
        (19, kind(INTEGER, 0), 4, 32),
        (10, kind(STRUCTURE, 2), 8, 0, 1, 0, 15, 1, 32),
        (0, kind(UNION, 1), 8, 0, 2, 0),
        (1, kind(STRUCTURE, 2), 16, 6, 1, 0, 0, 3, 64),
    ],
    STRINGS,
)


def test_members_are_found_also_in_what_has_no_name():
    types = Types(MADE, ["task", "cred"])
    assert types.offset("task", "pid") == 0
    assert types.offset("cred", "uid") == 4
    assert types.offset("task", "uid") == 12
    assert types.size("task") == 16


def test_what_is_not_there_is_a_lookup_error():
    types = Types(MADE, ["task", "nothing"])
    for structure, member in (("task", "none"), ("nothing", "pid")):
        with pytest.raises(LookupError):
            types.offset(structure, member)


@pytest.mark.parametrize("data", [b"", b"\0" * 24, b"\x9f\xeb"])
def test_what_is_no_type_information_is_refused(data):
    with pytest.raises(ValueError, match="type information"):
        Types(data, [])


@pytest.mark.skipif(not os.path.exists(KERNEL_TYPES), reason="the kernel carries no types")
def test_this_kernels_own_types_are_read():
    with open(KERNEL_TYPES, "rb") as file:
        types = Types(file.read(), ["task_struct", "pid", "upid"])
    assert 0 < types.offset("task_struct", "tgid") < types.size("task_struct")
    assert types.size("upid") == 16
