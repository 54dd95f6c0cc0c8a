from rootout.model.entity import Entity
from rootout.model.incident import Chapter, Link


def test_a_link_carries_its_proof() -> None:
    link = Link(
        source=Entity("process", "1:1"), verb="runs", target=Entity("file", "/x"), records=("r",)
    )
    assert link.records == ("r",)


def test_chapters_are_values() -> None:
    assert Chapter(title="t", sentences=("a",)) == Chapter(title="t", sentences=("a",))
