from pathlib import Path

import pytest
from tests.records import accepted, finding, login_session, operator, socket
from tests.respond.fake_kernel import FakeServer, Kernel
from tests.workflow.server import infected

from rootout.correlate.story import incidents_of
from rootout.errors import RootoutError
from rootout.model.evidence import Evidence
from rootout.model.plan import Plan
from rootout.model.record import Record
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.workflow.isolate import contain_isolated, keep_isolated, with_isolation
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import scan
from rootout.workflow.undo import undo

EMPTY = Plan(case="x", incidents=(), steps=())
ME = "198.51.100.7"
OWN = (operator("70:700"), socket(processes=("70:700",), remote_address=ME))


def silent(_: str) -> None:
    """Say nothing."""


def told_of(*records: Record) -> Told:
    evidence = Evidence(records)
    guilty = [one for one in records if one.ties() and "203.0.113.9" in str(one)]
    findings = tuple(finding(one.entities()[0], rule=str(one)) for one in guilty)
    circumstances = Scan(host="web1", root="/", started=0.0, seconds=0.0, is_live=True)
    incidents = incidents_of(evidence, findings)
    return Told(scan=circumstances, evidence=evidence, findings=findings, incidents=incidents)


@pytest.fixture
def host(tmp_path: Path) -> FakeServer:
    return FakeServer(str(tmp_path), Kernel())


def test_the_operator_is_let_in_and_the_intruder_is_tried(host: FakeServer) -> None:
    plan = with_isolation(EMPTY, told_of(*OWN, accepted()), host, ("2001:DB8::7",), 60)
    (step,) = plan.steps
    assert step.arguments == {
        "operators": [ME, "2001:db8::7"],
        "forbidden": ["203.0.113.9"],
        "seconds": 60,
    }
    assert (step.number, step.action, step.phase) == (1, "isolate_host", "contain")


def test_nobody_is_isolated_who_is_not_known(host: FakeServer) -> None:
    for known in ((), (operator("70:700"), login_session())):
        with pytest.raises(RootoutError, match="from where you are connected") as refused:
            with_isolation(EMPTY, told_of(*known), host, (), 60)
        assert "--operator" in refused.value.hint
    local = socket(processes=("70:700",), remote_address="127.0.0.1")
    with pytest.raises(RootoutError, match="from where you are connected"):
        with_isolation(EMPTY, told_of(operator("70:700"), local), host, (), 60)


def test_it_comes_before_the_other_steps_and_their_numbers_stay(tmp_path: Path) -> None:
    server = infected(tmp_path / "root")
    case, told = scan(server, path=tmp_path / "case")
    before = make_plan(case, told)
    steps = with_isolation(before, told, server, (ME,), 60).steps
    assert steps[1:] == before.steps
    assert steps[0].number == len(before.steps) + 1


def test_it_is_armed_before_it_begins_and_stays_when_confirmed(tmp_path: Path) -> None:
    server = infected(tmp_path / "root")
    case, told = scan(server, path=tmp_path / "case")
    seen = []

    def arm(folder: Path, seconds: float) -> None:
        seen.append((seconds, server.kernel.allowed))
        (folder / "unconfirmed-1").touch()

    plan = with_isolation(EMPTY, told, server, (ME,), 60)
    outcome = contain_isolated(case, server, told, plan, seconds=60, say=silent, arm=arm)
    assert outcome.holds
    assert seen == [(60, None)]
    assert server.kernel.allowed == {ME}
    assert keep_isolated(case, server)
    assert not keep_isolated(case, server)
    assert server.kernel.allowed == {ME}
    assert [one.state for one in undo(case, server)] == ["undone"]
    assert server.kernel.allowed is None


def test_what_could_not_be_armed_is_not_begun(tmp_path: Path) -> None:
    server = infected(tmp_path / "root")
    case, told = scan(server, path=tmp_path / "case")

    def refuse(folder: Path, seconds: float) -> None:
        raise RootoutError("it does not start", "why")

    plan = with_isolation(EMPTY, told, server, (ME,), 60)
    with pytest.raises(RootoutError):
        contain_isolated(case, server, told, plan, seconds=60, say=silent, arm=refuse)
    assert server.kernel.allowed is None


def test_what_did_not_come_to_be_is_disarmed(tmp_path: Path) -> None:
    server = infected(tmp_path / "root")
    case, told = scan(server, path=tmp_path / "case")
    isolate = server.isolate
    server.isolate = lambda *given: (isolate(*given), server.kernel.silent.add(ME))

    def arm(folder: Path, seconds: float) -> None:
        (folder / "unconfirmed-1").touch()

    plan = with_isolation(EMPTY, told, server, (ME,), 60)
    outcome = contain_isolated(case, server, told, plan, seconds=60, say=silent, arm=arm)
    assert not outcome.holds
    assert not list(case.path.glob("unconfirmed-*"))
    assert not keep_isolated(case, server)


def test_what_ended_meanwhile_cannot_be_confirmed(tmp_path: Path) -> None:
    server = infected(tmp_path / "root")
    case, _ = scan(server, path=tmp_path / "case")
    (case.path / "unconfirmed-1").touch()
    assert not keep_isolated(case, server)
    assert server.kernel.allowed is None
