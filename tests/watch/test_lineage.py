from rootout.host.process_event import Ended, Forked, Started
from rootout.watch import lineage
from rootout.watch.lineage import Lineage

SHELL = Started(pid=10, start_ticks=100, time_ns=0, uid=33, parent_pid=1, parent_ticks=1)


def grown() -> Lineage:
    """10 forked 11, which forked 12."""
    tree = Lineage()
    tree.started(10, 100, (1, 1)).runs(SHELL, "/bin/sh", None)
    tree.forked(Forked(11, 110, 10, 100))
    tree.forked(Forked(12, 120, 11, 110))
    return tree


def test_a_forked_process_runs_what_its_parent_runs():
    life = grown().find((12, 120))
    assert life.program == "/bin/sh"
    assert life.event is SHELL
    assert [one.pid for one in grown().above(life)] == [11, 10]


def test_those_that_ended_are_still_parents():
    tree = grown()
    tree.ended(Ended(11, 110))
    assert [one.pid for one in tree.above(tree.find((12, 120)))] == [11, 10]
    assert tree.below((10, 100)) == ((12, 120),)


def test_a_later_process_of_the_same_number_is_another_one():
    tree = grown()
    assert tree.find((12, 121)) is None
    tree.ended(Ended(12, 121))
    assert tree.find((12, 120))
    assert tree.started(12, 500, (1, 1)).program is None


def test_the_connector_tells_no_start_of_what_ended():
    tree = grown()
    tree.ended(Ended(12, 0))
    assert len(tree) == 2


def test_kin_are_the_programs_above():
    tree = grown()
    event = SHELL._replace(pid=12, start_ticks=120)
    life = tree.started(12, 120, (11, 110))
    life.runs(event, "/bin/ls", tree.find((11, 110)))
    assert life.kin == (("/bin/ls", 33), ("/bin/sh", 33))


def test_both_tables_are_bounded(monkeypatch):
    monkeypatch.setattr(lineage, "MOST_LIVING", 5)
    monkeypatch.setattr(lineage, "MOST_ENDED", 3)
    tree = Lineage()
    for number in range(20):
        tree.started(number, 1, (0, 0))
    assert len(tree) == 5
    for number in range(15, 20):
        tree.ended(Ended(number, 1))
    assert [number for number in range(20) if tree.find((number, 1))] == [17, 18, 19]


def test_a_circle_of_parents_ends():
    tree = Lineage()
    tree.started(5, 1, (6, 1))
    tree.started(6, 1, (5, 1))
    assert len(list(tree.above(tree.find((5, 1))))) == lineage.GENERATIONS
    assert set(tree.below((5, 1))) == {(5, 1), (6, 1)}


def test_who_had_a_number_last_is_found_for_events_that_name_no_start():
    tree = grown()
    assert tree.newest(12).start_ticks == 120
    tree.ended(Ended(12, 120))
    tree.started(12, 500, (1, 1))
    assert tree.newest(12).start_ticks == 500
    tree.ended(Ended(12, 500))
    assert tree.newest(12).start_ticks == 500
    assert tree.newest(99) is None
