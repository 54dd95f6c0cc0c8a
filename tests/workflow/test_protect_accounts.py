from tests.records import accepted, account, finding, process, unit

from rootout.correlate.story import incidents_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.workflow.protect import guard_for


def test_accounts_of_services_and_those_entered_by_key_stay() -> None:
    people = [account(name, uid=uid) for name, uid in (("www", 33), ("twin", 33), ("eve", 0))]
    seen = (
        unit("web.service", package="web"),
        process(100, unit="web.service", uid=33),
        process(101, unit="web.service", uid=0),
        accepted(user="bob", method="publickey", pid=1),
        accepted(user="carol", method="publickey", pid=2),
        accepted(user="carol", method="password", pid=3),
    )
    guard = guard_for(Evidence((*people, *seen)))
    assert "runs as" in (guard.refuse(LockAccount(account="www")) or "")
    assert "revoke that key alone" in (guard.refuse(LockAccount(account="bob")) or "")
    for name in ("twin", "eve", "carol"):
        assert guard.refuse(LockAccount(account=name)) is None, name


def test_an_account_that_the_intruder_made_goes_also_where_it_was_entered_by_key() -> None:
    login = accepted(user="support", method="publickey")
    session = Entity("session", login.session or "")
    made = account("support", uid=1002)
    evidence = Evidence((login, made))
    findings = tuple(
        finding(*one, rule=str(one))
        for one in ((session,), (Entity("account", "support"), session))
    )
    incidents = incidents_of(evidence, findings)
    remove = RemoveAccount(account="support", uid=1002)
    assert guard_for(evidence).refuse(remove)
    assert guard_for(evidence, incidents).refuse(remove) is None
