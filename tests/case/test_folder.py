import os
from pathlib import Path

import pytest

from rootout.case.folder import create_case, default_cases, open_case
from rootout.errors import RootoutError


def test_a_new_case_is_for_its_owner_only(tmp_path: Path) -> None:
    case = create_case(tmp_path / "cases", "web", {})
    assert case.path.stat().st_mode & 0o777 == 0o700
    assert case.path.parent == tmp_path / "cases"


def test_a_hostile_host_name_cannot_lead_elsewhere(tmp_path: Path) -> None:
    case = create_case(tmp_path, "../../etc/\n\udcff", {})
    assert case.path.parent == tmp_path
    assert case.id.isascii()


def test_a_nameless_host_has_a_case_too(tmp_path: Path) -> None:
    assert "-host-" in create_case(tmp_path, "...", {}).id


def test_a_case_can_be_put_at_a_place(tmp_path: Path) -> None:
    assert create_case(tmp_path, "web", {}, tmp_path / "mine").path == tmp_path / "mine"


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RootoutError, match="already exists"):
        create_case(tmp_path, "web", {}, tmp_path)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RootoutError, match="no case can be made"):
        create_case(tmp_path / "file", "web", {})


def test_a_case_is_opened_by_id_by_path_and_as_the_newest(tmp_path: Path) -> None:
    first = create_case(tmp_path, "a", {}, tmp_path / "20200101T000000Z-a-0000")
    second = create_case(tmp_path, "b", {}, tmp_path / "20210101T000000Z-b-0000")
    assert open_case(tmp_path, first.id, {}).path == first.path
    assert open_case(tmp_path, str(first.path), {}).path == first.path
    assert open_case(tmp_path, None, {}).path == second.path


def test_without_a_case_the_hint_says_how_to_make_one(tmp_path: Path) -> None:
    for cases in (tmp_path, tmp_path / "none"):
        with pytest.raises(RootoutError) as caught:
            open_case(cases, None, {})
        assert caught.value.hint == "Run `rootout scan` first."


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RootoutError, match="is not a case"):
        open_case(tmp_path, str(tmp_path), {})


def test_a_case_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "format").write_text("rootout case 9\n")
    with pytest.raises(RootoutError, match="does not know"):
        open_case(tmp_path, str(tmp_path), {})


def test_root_keeps_cases_in_var_and_others_in_their_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_cases() == Path("/var/lib/rootout/cases")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert default_cases() == Path("/state/rootout/cases")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", "/home/a")
    assert default_cases() == Path("/home/a/.local/state/rootout/cases")


def test_closing_a_case_lets_go_of_its_files(tmp_path: Path) -> None:
    case = create_case(tmp_path, "web", {})
    case.close()
    assert open_case(tmp_path, case.id, {}).id == case.id
