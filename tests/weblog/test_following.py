"""A log that grows is judged again, and each sign is told once."""

from pathlib import Path

from tests.weblog.logs import line

from rootout.weblog.following import WINDOW, Follower


def test_signs_are_told_when_they_show_and_once(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(f"{line(0, '/').text()}\nnonsense\n")
    follower = Follower((str(path),))
    assert list(follower.look()) == []
    assert follower.unreadable == 1
    with path.open("a") as log:
        log.writelines(f"{line(n, f'/{n}.php', 404).text()}\n" for n in range(30))
    (one,) = follower.look()
    assert one.rule.id == "weblog_scanner"
    with path.open("a") as log:
        log.write(f"{line(99, '/x.php', 404).text()}\n")
    assert list(follower.look()) == []
    assert list(follower.look()) == []
    follower.close()


def test_what_is_long_ago_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "log"
    early = [line(n, f"/{n}.php", 404) for n in range(10)]
    late = [line(2 * WINDOW + n, f"/late{n}.php", 404) for n in range(10)]
    path.write_text("".join(f"{one.text()}\n" for one in early))
    follower = Follower((str(path),))
    assert list(follower.look()) == []
    with path.open("a") as log:
        log.writelines(f"{one.text()}\n" for one in late)
    assert list(follower.look()) == []
    follower.close()
