from rootout.host.process_event import Started


def test_what_only_proc_knows_is_unknown_at_first():
    event = Started(pid=1, start_ticks=2, time_ns=3)
    assert event.uid == -1
    assert event.arguments == ()
    assert event.links == 1
