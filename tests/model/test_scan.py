from rootout.model.scan import Scan


def test_a_scan_leaves_nothing_out_unless_it_says_so() -> None:
    assert Scan(host="h", root="/", started=0.0, seconds=1.0, is_live=True).without == ()
