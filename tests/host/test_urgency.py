import os
import subprocess
import sys
import textwrap

import pytest

from rootout.host.urgency import ahead_of_all, is_starved

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="real time is for root")


def in_a_process(program: str) -> str:
    """Run a program apart, for the tests' own process shall not run in real time."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@needs_root
def test_real_time_lasts_as_long_as_it_is_asked_for_and_is_not_handed_on() -> None:
    said = in_a_process(
        """
        import os, subprocess, sys
        from rootout.host.urgency import ahead_of_all
        ask = [sys.executable, "-c", "import os; print(os.sched_getscheduler(0), flush=True)"]
        with ahead_of_all():
            print(os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK, flush=True)
            subprocess.run(ask, check=True)
            with ahead_of_all():
                pass
            print(os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK, flush=True)
        print(os.sched_getscheduler(0), flush=True)
        """
    )
    first, normal = os.SCHED_RR, os.SCHED_OTHER
    assert [int(one) for one in said.split()] == [first, normal, first, normal]


@needs_root
def test_who_may_not_run_in_real_time_goes_on_as_before() -> None:
    said = in_a_process(
        """
        import os
        from rootout.host.urgency import ahead_of_all
        os.setuid(65534)
        with ahead_of_all():
            print(os.sched_getscheduler(0))
        """
    )
    assert int(said) == os.SCHED_OTHER


def test_a_failure_meanwhile_ends_it_too() -> None:
    before = os.sched_getscheduler(0)
    with pytest.raises(ValueError, match="meanwhile"), ahead_of_all():
        raise ValueError("meanwhile")
    assert os.sched_getscheduler(0) == before


@pytest.mark.parametrize(
    ("statistics", "starved"),
    [
        ("60000000 30000000000 900\n", True),
        ("60000000 900000000 900\n", False),  # a busy start is no famine
        ("30000000000 60000000000 900\n", False),
        ("", False),
        ("x y z", False),
    ],
)
def test_starved_is_who_waits_much_longer_than_they_run(tmp_path, statistics, starved):
    path = tmp_path / "schedstat"
    path.write_text(statistics)
    assert is_starved(str(path)) is starved


def test_without_statistics_nobody_is_starved(tmp_path):
    assert not is_starved(str(tmp_path / "none"))
