import pytest

from rootout.host.bpf.assembler import Code


def test_instructions_are_encoded_as_the_specification_says():
    code = Code()
    code.move(6, 1)
    code.set(2, 0xFFFFFFFF)
    code.load(4, 1, 10, -8)
    code.call(113)
    code.end()
    assert code.assemble() == bytes.fromhex(
        "bf16000000000000b7020000ffffffff61a1f8ff0000000085000000710000"
        "00b7000000000000009500000000000000"
    )


def test_a_jump_leads_to_its_label():
    code = Code()
    code.jump("out", "equal", 3, 7)
    code.move(1, 2, 4)
    code.label("out")
    code.end()
    assert code.assemble()[:8] == bytes.fromhex("1503020007000000")


def test_a_jump_to_nowhere_is_an_error():
    code = Code()
    code.jump("nowhere")
    with pytest.raises(KeyError):
        code.assemble()
