from rootout.history.measures import MEASURES, between, figure, scaled

BY_NAME = {one.name: one for one in MEASURES}


def test_amounts_are_written_as_a_person_would() -> None:
    told = {
        "cpu.busy": (94.4, "94 %"),
        "load": (0.25, "0.25"),
        "memory.used": (3.2e9, "3.2 GB"),
        "network.bytes.out": (612_345, "612 kB a second"),
        "connections.out": (12, "12 a second"),
        "logins.failed": (140, "140 an hour"),
        "threads": (12_345, "12k"),
        "tcp.established": (1234, "1,234"),
        "disk.read": (2e15, "2000.0 TB a second"),
        "log.bytes": (5, "5 B a second"),
    }
    assert {name: figure(BY_NAME[name], amount) for name, (amount, _) in told.items()} == {
        name: words for name, (_, words) in told.items()
    }


def test_a_range_names_its_unit_once_where_it_is_the_same() -> None:
    assert between(BY_NAME["cpu.busy"], 8, 20) == "8 to 20 %"
    assert between(BY_NAME["network.bytes.out"], 900, 2000) == "900 B a second to 2.0 kB a second"
    assert between(BY_NAME["load"], 1, 2) == "1 to 2"


def test_logins_are_told_by_the_hour() -> None:
    assert scaled(BY_NAME["logins"], 1 / 3600) == 1
    assert scaled(BY_NAME["load"], 2) == 2


def test_every_measure_says_what_matters() -> None:
    assert len(BY_NAME) == len(MEASURES)
    assert all(0 < one.floor <= one.effect for one in MEASURES)
