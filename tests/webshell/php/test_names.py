"""What functions do is said once."""

from rootout.webshell.php import names


def test_no_function_both_cleans_and_carries():
    assert not names.CLEANS & names.READS_REQUEST
    assert not names.RUNS_CODE & names.RUNS_COMMAND
    assert not names.RUNS_COMMAND & names.CARRIES


def test_positions_are_those_of_arguments():
    assert set(names.CALLS_BACK.values()) <= {-1, 0, 1}
