import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collect.folders import folder_host

from rootout.collect.sshd_settings import DEFAULTS, MAIN, key_files


def patterns(root, text, **more):
    return key_files(folder_host(root, {MAIN: text, **more}))


def test_without_a_word_the_defaults_count(tmp_path):
    assert patterns(tmp_path, "Port 22\n") == DEFAULTS
    assert key_files(folder_host(tmp_path / "none", {"/etc": None})) == DEFAULTS


def test_the_first_one_counts_in_any_spelling(tmp_path):
    assert patterns(tmp_path, 'AUTHORIZEDKEYSFILE = a "b c"\nAuthorizedKeysFile d') == ("a", "b c")
    assert patterns(tmp_path, "authorizedkeysfile=.x/y\n") == (".x/y",)


def test_none_is_no_file(tmp_path):
    assert patterns(tmp_path, "AuthorizedKeysFile none\n") == ()


def test_a_match_block_hides_no_other_file(tmp_path):
    text = "Match User backup\n AuthorizedKeysFile /etc/b\nMatch all\nAuthorizedKeysFile /etc/c\n"
    assert patterns(tmp_path, text) == ("/etc/c", "/etc/b")
    assert patterns(tmp_path, text.partition("Match all")[0]) == (*DEFAULTS, "/etc/b")


def test_includes_are_read_where_they_stand(tmp_path):
    more = {
        "/etc/ssh/sshd_config.d/1.conf": "AuthorizedKeysFile one",
        "/etc/ssh/sshd_config.d/2.conf": "AuthorizedKeysFile two",
        "/etc/other/x/c": "AuthorizedKeysFile three",
    }
    assert patterns(tmp_path, "Include sshd_config.d/*.conf\n", **more) == ("one",)
    assert patterns(tmp_path, "Include /etc/oth*/x/c nothing\n", **more) == ("three",)


def test_a_file_that_includes_its_own_folder_ends_soon(tmp_path):
    more = {f"/etc/ssh/d/{number}": "Include d/*\n" for number in range(50)}
    started = time.process_time()
    patterns(tmp_path, "Include d/*\nInclude sshd_config\n", **more)
    assert time.process_time() - started < 30


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(alphabet='AuthorizedKeysFile Include"=\n\t#match*\udcff\x0b/'))
def test_any_text_is_read(tmp_path, text):
    patterns(tmp_path, f"Include *\n{text}")
