"""What programs used is added up, and the busiest are kept."""

from rootout.history.use import MOST, Use, busiest


def test_a_share_of_another_is_added() -> None:
    assert Use(cpu=1, read=2).plus(Use(cpu=4, written=6), 0.5) == Use(cpu=3, read=2, written=3)


def test_few_programs_are_all_kept_the_greatest_first() -> None:
    used = {"a": Use(cpu=1), "b": Use(cpu=9)}
    assert list(busiest(used)) == ["b", "a"]


def test_who_writes_much_is_kept_beside_who_counts_much() -> None:
    used = {f"/bin/{number}": Use(cpu=100 - number) for number in range(50)}
    used["/bin/backup"] = Use(written=1e9)
    kept = busiest(used)
    assert len(kept) == MOST
    assert "/bin/backup" in kept
    assert "/bin/0" in kept
    assert "/bin/49" not in kept
