"""Folders are searched, on one core or all."""

from rootout.webshell.search import BATCH, search

SHELL = "<?php eval($_POST['x']);"


def test_shell_is_found_and_known_files_are_spared(tmp_path):
    for name in ("a.php", "b.php"):
        (tmp_path / name).write_text(SHELL)
    (tmp_path / "c.php").write_text("<?php echo 1;")
    done = search((tmp_path,), known=lambda path: path.endswith("b.php"))
    assert [one.path for one in done.found] == [str(tmp_path / "a.php")]
    assert done.scanned == 2
    assert done.unreadable == ()


def test_many_files_are_searched_by_all_cores(tmp_path):
    for number in range(3 * BATCH):
        (tmp_path / f"{number:04}.php").write_text("<?php echo 1;")
    (tmp_path / "shell.php").write_text(SHELL)
    counts: list[int] = []
    done = search((tmp_path,), progress=counts.append)
    assert done.scanned == 3 * BATCH + 1
    assert [one.path for one in done.found] == [str(tmp_path / "shell.php")]
    assert counts[-1] == done.scanned


def test_empty_folder_has_nothing(tmp_path):
    assert search((tmp_path,)).scanned == 0
