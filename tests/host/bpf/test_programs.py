from rootout.host.bpf.programs import STRUCTURES, Maps, Programs


class Known:
    """Types of a kernel in which everything is at 16, and some things are not."""

    def __init__(self, *without):
        self.without = without
        self.asked = set()

    def offset(self, structure, member):
        if member in self.without:
            raise LookupError(member)
        self.asked.add(structure)
        return 16

    def size(self, structure):
        self.asked.add(structure)
        return 16


def programs(types):
    return Programs(types, Maps(ring=3, scratch=4, lost=5), 0xEFFFFFFC)


def test_only_structures_that_are_read_are_asked_for():
    types = Known()
    made = programs(types)
    assert all(len(one) % 8 == 0 for one in (made.started(), made.forked(), made.ended()))
    assert types.asked == set(STRUCTURES)


def test_a_kernel_without_audit_has_no_login_and_the_rest_is_told():
    assert 0 < len(programs(Known("loginuid")).started()) < len(programs(Known()).started())
