"""What starts programs, and what it leads to."""

from tests.detect.examples import file, job, unit

from rootout.detect.launchers import Files, called, commands, starters, technique
from rootout.model.evidence import Evidence


def reached(launcher, *files):
    return [one.path for one in Files(Evidence(files)).reached_by(launcher)]


def test_target_is_reached_by_its_path_and_by_a_link_to_it():
    assert reached(job("/opt/x", "/opt/x"), file("/opt/x")) == ["/opt/x"]
    assert reached(job("/opt/link", "/opt/link"), file("/opt/x", aliases=("/opt/link",))) == [
        "/opt/x"
    ]


def test_target_is_reached_by_the_record_that_points_at_it():
    launcher = job("x")
    own = file("/etc/cron.d/job", referenced_by=(launcher.id,))
    assert reached(launcher, own, file("/opt/x", referenced_by=(launcher.id,))) == ["/opt/x"]


def test_scripts_are_followed_but_not_in_a_circle():
    first = file("/opt/a", content="script", mentions=("/opt/b", "/nowhere"))
    second = file("/opt/b", content="script", mentions=("/opt/a", "/opt/c"))
    found = reached(job("/opt/a", "/opt/a"), first, second, file("/opt/c"))
    assert found == ["/opt/a", "/opt/b", "/opt/c"]


def test_packaged_files_and_folders_are_not_reached():
    packaged = file("/usr/bin/php", package="php", is_intact=True)
    folder = file("/srv", kind="directory")
    assert reached(job("x", "/usr/bin/php", "/srv", "/gone"), packaged, folder) == []


def test_packaged_file_with_other_content_is_reached():
    changed = file("/usr/bin/php", package="php", is_intact=False)
    assert reached(job("x", "/usr/bin/php"), changed) == ["/usr/bin/php"]


def test_units_of_packages_are_not_launchers_of_interest():
    own, packaged = unit("a.service", "/opt/a"), unit("b.service", "/opt/b", package="b")
    assert starters(Evidence((own, packaged, job("x")))) == (job("x"), own)


def test_launchers_have_names_and_commands():
    assert called(job("x", line=3)) == "cron job /etc/cron.d/job:3"
    assert called(unit("a.service", "/opt/a")) == "unit a.service"
    assert commands(job("x")) == ("x",)
    assert commands(unit("a.service", "/opt/a")) == ("/opt/a",)


def test_lines_of_packages_are_not_of_interest():
    assert starters(Evidence((job("x", package="cron"),))) == ()


def test_techniques_are_those_of_the_way_in():
    assert technique(job("x")) == "T1053.003"
    assert technique(unit("a.service", "/opt/a")) == "T1543.002"
